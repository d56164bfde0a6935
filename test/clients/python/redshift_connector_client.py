import os
import ssl

import redshift_connector
from asked import ECHO, ENDLESS, PARAMETERS, REDSHIFT, VALUES, answer, facts, refusal, texts

login = dict(host=facts["host"], port=facts["port"], database=facts["database"], user=facts["user"], password=facts["password"])


def connect(**options):
    return redshift_connector.connect(**{**login, "ssl": False, **options})


def ask(connection, sql, parameters=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def code(error):
    told = error.args[0] if error.args else ""
    return told["C"] if isinstance(told, dict) else type(error).__name__


# Without autocommit, as it is by default: everything is in a transaction.
connection = connect()
result = {"values": texts(ask(connection, VALUES)[0])}
result["parameters"] = texts(ask(connection, ECHO.format(*["%s"] * len(PARAMETERS)), PARAMETERS)[0])
result["redshift"] = texts(ask(connection, REDSHIFT)[0])
other = connect()
result["besides an open transaction"] = texts(ask(other, "SELECT COUNT(*) FROM dim_patient")[0])
other.close()
with connection.cursor() as cursor:
    cursor.execute("SELECT encounter_class, COUNT(*) AS n FROM fact_encounter GROUP BY 1 ORDER BY 1")
    frame = cursor.fetch_dataframe()
    result["data frame"] = [[row.encounter_class, str(row.n)] for row in frame.itertuples()]
    result["get_catalogs"] = [row[0] for row in cursor.get_catalogs()]
    result["get_schemas"] = [row[0] for row in cursor.get_schemas()]
    # The driver lists keys and the catalog, too, whatever types are asked for: it forgets them on the way.
    tables = cursor.get_tables(catalog="medstream", schema_pattern="star", types=["TABLE"])
    result["get_tables"] = [row[2] for row in tables if row[3] == "TABLE"]
    result["get_tables of all"] = [f"{row[1]} {row[2]}" for row in cursor.get_tables() if row[3] in ("TABLE", "VIEW")]
    result["get_columns"] = [row[3] for row in cursor.get_columns(catalog="medstream", schema_pattern="star", tablename_pattern="dim_patient")]
    result["get_primary_keys"] = [row[3] for row in cursor.get_primary_keys(catalog="medstream", schema="star", table="dim_patient")]
    # Asked of servers only that say they know SHOW CONSTRAINTS.
    result["get_imported_keys"] = refusal(
        lambda: cursor.get_imported_keys(catalog="medstream", schema="star", table="fact_encounter"), code
    )
connection.rollback()
with connection.cursor() as cursor:
    cursor.execute("SET LOCAL statement_timeout TO 300")
    result["timeout"] = refusal(lambda: cursor.execute(ENDLESS), code)
connection.rollback()
result["after timeout"] = texts(ask(connection, "SELECT 1")[0])
result["write"] = refusal(lambda: ask(connection, "DELETE FROM dim_patient"), code)
connection.rollback()
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE workspace.by_redshift_connector (a INTEGER, b VARCHAR(8))")
    cursor.executemany("INSERT INTO workspace.by_redshift_connector VALUES (%s, %s)", [(1, "x"), (2, None)])
connection.commit()
result["workspace"] = [texts(row) for row in ask(connection, "SELECT * FROM workspace.by_redshift_connector ORDER BY a")]
with connection.cursor() as cursor:
    cursor.execute("DROP TABLE workspace.by_redshift_connector")
connection.commit()
result["wrong password"] = refusal(lambda: connect(password="wrong password"), code)
result["unknown authority"] = refusal(lambda: connect(ssl=True, sslmode="verify-full"), lambda error: type(error.__cause__ or error).__name__)
# It trusts Amazon's authorities and those of the system, which OpenSSL lets a variable name.
os.environ["SSL_CERT_FILE"] = facts["authority"]
secure = connect(ssl=True, sslmode="verify-full")
result["tls"] = isinstance(secure._usock, ssl.SSLSocket) and texts(ask(secure, "SELECT 1")[0]) == ["1"]
answer(result)
