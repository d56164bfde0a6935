import asyncio
import ssl

import asyncpg
from asked import ECHO, ENDLESS, PARAMETERS, REDSHIFT, VALUES, answer, facts, texts

login = dict(host=facts["host"], port=facts["port"], database=facts["database"], user=facts["user"], password=facts["password"])


async def refusal(awaitable):
    try:
        return ["not refused", str(await awaitable)]
    except asyncpg.PostgresError as error:
        return error.sqlstate


async def main():
    connection = await asyncpg.connect(**login, ssl=False)
    result = {"values": texts(await connection.fetchrow(VALUES))}
    marks = [f"${n + 1}" for n in range(len(PARAMETERS))]
    result["parameters"] = texts(await connection.fetchrow(ECHO.format(*marks), *PARAMETERS))
    result["redshift"] = texts(await connection.fetchrow(REDSHIFT))
    async with connection.transaction():
        await connection.fetchval("SELECT 1")
        other = await asyncpg.connect(**login, ssl=False)
        result["besides an open transaction"] = texts(await other.fetchrow("SELECT COUNT(*) FROM dim_patient"))
        await other.close()
        cursor = connection.cursor("SELECT date_key FROM dim_date ORDER BY date_key", prefetch=1000)
        result["server cursor"] = [str(len([row async for row in cursor]))]
    # asyncpg cancels what takes longer than its own time limit.
    try:
        await connection.fetchval(ENDLESS, timeout=0.5)
        result["cancel"] = "not cancelled"
    except TimeoutError:
        result["cancel"] = "57014"
    result["after cancel"] = texts(await connection.fetchrow("SELECT 1"))
    hasty = await asyncpg.connect(**login, ssl=False, server_settings={"statement_timeout": "300"})
    result["timeout"] = await refusal(hasty.fetchval(ENDLESS))
    await hasty.close()
    result["write"] = await refusal(connection.execute("DELETE FROM dim_patient"))
    await connection.execute("CREATE TABLE workspace.by_asyncpg (a INTEGER, b VARCHAR(8))")
    await connection.executemany("INSERT INTO workspace.by_asyncpg VALUES ($1, $2)", [(1, "x"), (2, None)])
    rows = await connection.fetch("SELECT * FROM workspace.by_asyncpg ORDER BY a")
    result["workspace"] = [texts(row) for row in rows]
    await connection.execute("DROP TABLE workspace.by_asyncpg")
    await connection.close()
    secure = await asyncpg.connect(**login, ssl=ssl.create_default_context(cafile=facts["authority"]))
    result["tls"] = secure._transport.get_extra_info("ssl_object") is not None
    await secure.close()
    answer(result)


asyncio.run(main())
