import threading

import psycopg
from asked import ECHO, ENDLESS, PARAMETERS, REDSHIFT, VALUES, answer, facts, refusal, texts

login = dict(host=facts["host"], port=facts["port"], dbname=facts["database"], user=facts["user"], password=facts["password"])


def connect(**options):
    return psycopg.connect(**login, **options)


def ask(connection, sql, parameters=None):
    return connection.execute(sql, parameters).fetchall()


def code(error):
    return error.sqlstate


connection = connect()
result = {"values": texts(ask(connection, VALUES)[0])}
result["parameters"] = texts(ask(connection, ECHO.format(*["%s"] * len(PARAMETERS)), PARAMETERS)[0])
result["redshift"] = texts(ask(connection, REDSHIFT)[0])
# After five times psycopg prepares a statement on the server.
result["prepared"] = [texts(ask(connection, "SELECT CAST(%s AS INTEGER) + 1", (n,))[0])[0] for n in range(8)]
with connection.cursor(binary=True) as cursor:
    result["binary"] = texts(cursor.execute(VALUES).fetchone())
with connect() as other:
    result["besides an open transaction"] = texts(ask(other, "SELECT COUNT(*) FROM dim_patient")[0])
with connection.cursor("by_thousands") as cursor:
    cursor.itersize = 1000
    cursor.execute("SELECT date_key FROM dim_date ORDER BY date_key")
    result["server cursor"] = [str(sum(1 for _ in cursor))]
with connection.cursor() as cursor, cursor.copy("COPY (SELECT date_key FROM dim_date) TO STDOUT") as copy:
    result["copy out"] = [str(sum(1 for _ in copy.rows()))]
connection.rollback()
threading.Timer(0.5, connection.cancel).start()
result["cancel"] = refusal(lambda: ask(connection, ENDLESS), code)
connection.rollback()
result["after cancel"] = texts(ask(connection, "SELECT 1")[0])
result["timeout"] = refusal(lambda: ask(connect(options="-c statement_timeout=300"), ENDLESS), code)
result["write"] = refusal(lambda: ask(connection, "DELETE FROM dim_patient"), code)
connection.rollback()
connection.execute("CREATE TABLE workspace.by_psycopg (a INTEGER, b VARCHAR(8))")
with connection.cursor() as cursor, cursor.copy("COPY workspace.by_psycopg FROM STDIN") as copy:
    copy.write_row((1, "x"))
    copy.write_row((2, None))
connection.commit()
result["workspace"] = [texts(row) for row in ask(connection, "SELECT * FROM workspace.by_psycopg ORDER BY a")]
connection.execute("DROP TABLE workspace.by_psycopg")
connection.commit()
secure = connect(sslmode="verify-full", sslrootcert=facts["authority"])
result["tls"] = secure.pgconn.ssl_in_use
answer(result)
