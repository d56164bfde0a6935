import threading
import time

import psycopg2
from asked import ECHO, ENDLESS, PARAMETERS, REDSHIFT, VALUES, answer, facts, refusal, texts

login = dict(host=facts["host"], port=facts["port"], dbname=facts["database"], user=facts["user"], password=facts["password"])


def connect(**options):
    return psycopg2.connect(**login, **options)


def ask(connection, sql, parameters=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def code(error):
    return error.pgcode


connection = connect()
result = {"values": texts(ask(connection, VALUES)[0])}
result["parameters"] = texts(ask(connection, ECHO.format(*["%s"] * len(PARAMETERS)), PARAMETERS)[0])
result["redshift"] = texts(ask(connection, REDSHIFT)[0])
# The first connection is in a transaction, as it is by default.
with connect() as other:
    result["besides an open transaction"] = texts(ask(other, "SELECT COUNT(*) FROM dim_patient")[0])
with connection.cursor("by_thousands") as cursor:
    cursor.itersize = 1000
    cursor.execute("SELECT date_key FROM dim_date ORDER BY date_key")
    result["server cursor"] = [str(sum(1 for _ in cursor))]
connection.rollback()
threading.Timer(0.5, connection.cancel).start()
result["cancel"] = refusal(lambda: ask(connection, ENDLESS), code)
connection.rollback()
result["after cancel"] = texts(ask(connection, "SELECT 1")[0])
result["timeout"] = refusal(lambda: ask(connect(options="-c statement_timeout=300"), ENDLESS), code)
result["write"] = refusal(lambda: ask(connection, "DELETE FROM dim_patient"), code)
connection.rollback()
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE workspace.by_psycopg2 (a INTEGER, b VARCHAR(8))")
    cursor.executemany("INSERT INTO workspace.by_psycopg2 VALUES (%s, %s)", [(1, "x"), (2, None)])
connection.commit()
result["workspace"] = [texts(row) for row in ask(connection, "SELECT * FROM workspace.by_psycopg2 ORDER BY a")]
with connection.cursor() as cursor:
    cursor.execute("DROP TABLE workspace.by_psycopg2")
connection.commit()
secure = connect(sslmode="verify-full", sslrootcert=facts["authority"])
result["tls"] = secure.info.ssl_in_use
answer(result)
