"""Reflects and asks with SQLAlchemy and pandas: argv[1] is the dialect with its driver."""
import sys

import pandas
from asked import answer, facts, text
from sqlalchemy import MetaData, Table, create_engine, func, inspect, select
from sqlalchemy import text as sql
from sqlalchemy.engine import URL

dialect = sys.argv[1]
plain = {
    "redshift+redshift_connector": {"ssl": False, "sslmode": None},
    "redshift+psycopg2": {"sslmode": "disable"},
}.get(dialect, {})
url = URL.create(dialect, facts["user"], facts["password"], facts["host"], facts["port"], facts["database"])
engine = create_engine(url, connect_args=plain)
inspector = inspect(engine)
result = {
    "schemas": sorted(inspector.get_schema_names()),
    "default schema": inspector.default_schema_name,
    "tables": sorted(inspector.get_table_names(schema="star")),
    "views": sorted(inspector.get_view_names(schema="reporting")),
    "columns": [column["name"] for column in inspector.get_columns("dim_patient", schema="star")],
    "type": str(next(c["type"] for c in inspector.get_columns("fact_encounter", schema="star") if c["name"] == "total_claim_cost")),
    "column comment": next(c["comment"] for c in inspector.get_columns("dim_patient", schema="star") if c["name"] == "patient_sk"),
    "primary key": inspector.get_pk_constraint("dim_patient", schema="star")["constrained_columns"],
    "foreign keys": sorted(
        " ".join([*key["constrained_columns"], key["referred_schema"], key["referred_table"], *key["referred_columns"]])
        for key in inspector.get_foreign_keys("fact_encounter", schema="star")
    ),
    "view": "fact_encounter" in inspector.get_view_definition("encounter", schema="reporting"),
}
metadata = MetaData()
fact = Table("fact_encounter", metadata, schema="star", autoload_with=engine)
# Reflecting a fact brings its dimensions, by its foreign keys; one of them joins without a condition that is named.
patient = metadata.tables["star.dim_patient"]
with engine.connect() as connection:
    join = select(func.count()).select_from(fact.join(patient)).where(patient.c.is_current)
    result["join by key"] = text(connection.execute(join).scalar())
    female = sql("SELECT COUNT(*) FROM dim_patient WHERE gender = :gender AND patient_sk > 0")
    result["bound"] = text(connection.execute(female, {"gender": "F"}).scalar())
    frame = pandas.read_sql(sql("SELECT encounter_class, COUNT(*) AS n FROM fact_encounter GROUP BY 1 ORDER BY 1"), connection)
    result["pandas"] = [[text(row.encounter_class), text(row.n)] for row in frame.itertuples()]
    chunks = pandas.read_sql(sql("SELECT date_key FROM dim_date"), connection, chunksize=10_000)
    result["pandas in portions"] = str(sum(len(chunk) for chunk in chunks))
    table = pandas.read_sql_table("dim_patient", connection, schema="star", columns=["patient_sk"])
    result["pandas table"] = str(len(table))
answer(result)
