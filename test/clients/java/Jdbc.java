import java.math.BigDecimal;
import java.sql.*;
import java.util.*;

/** Asks a driver what promises.ts and jdbc.test.ts expect, and prints the answers as JSON of texts. */
public class Jdbc {
  interface Call<T> { T call() throws Exception; }

  static String url, user, password, authority;
  static Map<String, Object> result = new LinkedHashMap<>();

  public static void main(String[] args) throws Exception {
    url = args[0];
    user = args[1];
    authority = args[2];
    password = System.getenv("PGPASSWORD");
    boolean isRedshift = url.startsWith("jdbc:redshift:");
    String plain = isRedshift ? "?ssl=false" : "";
    try (Connection connection = DriverManager.getConnection(url + plain, user, password)) {
      values(connection);
      metadata(connection);
      transactions(connection, plain);
      readOnly(connection);
    }
    Properties secure = new Properties();
    secure.put("user", user);
    secure.put("password", password);
    secure.put("ssl", "true");
    secure.put("sslmode", "verify-full");
    secure.put("sslrootcert", authority);
    try (Connection connection = DriverManager.getConnection(url, secure)) {
      result.put("tls", "1".equals(first(connection, "SELECT 1").get(0)));
    }
    // Without the authority: Redshift's driver trusts Amazon's by default.
    Properties unknown = new Properties();
    unknown.put("user", user);
    unknown.put("password", password);
    if (!isRedshift) unknown.put("sslmode", "verify-full");
    result.put("unknown authority", refusal(() -> DriverManager.getConnection(url, unknown)));
    System.out.println(json(result));
  }

  static void values(Connection connection) throws Exception {
    result.put("values", first(connection, "SELECT CAST(-32768 AS SMALLINT), CAST(9007199254740993 AS BIGINT), "
        + "CAST(1234567890123456.78 AS DECIMAL(18, 2)), CAST(0.1 AS DOUBLE PRECISION), CAST('2024-02-29' AS DATE), "
        + "CAST('2024-02-29 23:59:59.123456' AS TIMESTAMP), CAST(true AS VARCHAR(8)), CAST('Zoë''s \"Ω\"' AS VARCHAR(64)), "
        + "CAST(NULL AS VARCHAR(64))"));
    String echo = "SELECT CAST(? AS INTEGER), CAST(? AS BIGINT), CAST(? AS DECIMAL(18, 2)), CAST(? AS DATE), "
        + "CAST(? AS TIMESTAMP), CAST(CAST(? AS BOOLEAN) AS VARCHAR(8)), CAST(? AS VARCHAR(64)), CAST(? AS VARCHAR(64))";
    List<List<String>> echoed = new ArrayList<>();
    // More often than the drivers' threshold for statements that they prepare on the server.
    for (int n = 0; n < 8; n++) {
      try (PreparedStatement statement = connection.prepareStatement(echo)) {
        statement.setInt(1, 7);
        statement.setLong(2, 9007199254740993L);
        statement.setBigDecimal(3, new BigDecimal("1234567890123456.78"));
        statement.setDate(4, java.sql.Date.valueOf("2024-02-29"));
        statement.setTimestamp(5, Timestamp.valueOf("2024-02-29 23:59:59.123456"));
        statement.setBoolean(6, true);
        statement.setString(7, "Zoë's \"Ω\"; DROP TABLE x --");
        statement.setNull(8, Types.VARCHAR);
        echoed.addAll(rows(statement.executeQuery()));
      }
    }
    result.put("parameters", echoed.get(0));
    result.put("prepared alike", String.valueOf(new HashSet<>(echoed).size()));
    result.put("redshift", first(connection, "SELECT DATEADD(month, 1, CAST('2024-01-31' AS DATE)), "
        + "DATEDIFF(day, CAST('2024-02-28' AS DATE), CAST('2024-03-01' AS DATE)), NVL(NULL, 'b'), "
        + "DECODE(2, 1, 'one', 2, 'two'), LEN('four')"));
  }

  static void metadata(Connection connection) throws Exception {
    DatabaseMetaData data = connection.getMetaData();
    String catalog = connection.getCatalog();
    result.put("catalog", catalog);
    result.put("schema", connection.getSchema());
    result.put("getCatalogs", column(data.getCatalogs(), "TABLE_CAT"));
    result.put("getSchemas", column(data.getSchemas(), "TABLE_SCHEM"));
    result.put("getTables", column(data.getTables(catalog, "star", "%", new String[] {"TABLE"}), "TABLE_NAME"));
    result.put("getTables of views", column(data.getTables(catalog, "reporting", "%", new String[] {"VIEW"}), "TABLE_NAME"));
    result.put("getTables of all", column(data.getTables(null, null, "%", new String[] {"TABLE", "VIEW"}), "TABLE_SCHEM", "TABLE_NAME"));
    result.put("getTables remark", column(data.getTables(catalog, "star", "dim_patient", null), "REMARKS"));
    result.put("getColumns", column(data.getColumns(catalog, "star", "dim_patient", "%"), "COLUMN_NAME"));
    result.put("getColumns of a type", column(data.getColumns(catalog, "star", "fact_encounter", "total_claim_cost"),
        "DATA_TYPE", "COLUMN_SIZE", "DECIMAL_DIGITS", "NULLABLE"));
    result.put("getPrimaryKeys", column(data.getPrimaryKeys(catalog, "star", "dim_patient"), "COLUMN_NAME"));
    result.put("getImportedKeys", column(data.getImportedKeys(catalog, "star", "fact_encounter"),
        "FKCOLUMN_NAME", "PKTABLE_SCHEM", "PKTABLE_NAME", "PKCOLUMN_NAME"));
    result.put("getExportedKeys", column(data.getExportedKeys(catalog, "star", "dim_patient"), "FKTABLE_NAME"));
    data.getProcedures(catalog, null, "%").close();
    data.getFunctions(catalog, null, "%").close();
    data.getTypeInfo().close();
    data.getTablePrivileges(catalog, "star", "%").close();
    data.getBestRowIdentifier(catalog, "star", "dim_patient", DatabaseMetaData.bestRowSession, true).close();
    data.getIndexInfo(catalog, "star", "dim_patient", false, false).close();
    result.put("getProcedureColumns", refusal(() -> data.getProcedureColumns(catalog, "star", "%", "%")));
  }

  static void transactions(Connection connection, String plain) throws Exception {
    connection.setAutoCommit(false);
    first(connection, "SELECT 1");
    try (Connection other = DriverManager.getConnection(url + plain, user, password)) {
      result.put("besides an open transaction", first(other, "SELECT COUNT(*) FROM dim_patient"));
    }
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(1000);
      int read = 0;
      try (ResultSet dates = statement.executeQuery("SELECT date_key FROM dim_date ORDER BY date_key")) {
        while (dates.next()) read++;
      }
      result.put("server cursor", List.of(String.valueOf(read)));
    }
    connection.rollback();
    connection.setAutoCommit(true);
    String endless = "SELECT COUNT(*) FROM dim_date a, dim_date b, dim_date c";
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      result.put("timeout", refusal(() -> statement.executeQuery(endless)));
    }
    try (Statement statement = connection.createStatement()) {
      Thread canceller = new Thread(() -> {
        try {
          Thread.sleep(500);
          statement.cancel();
        } catch (Exception error) {
          throw new IllegalStateException(error);
        }
      });
      canceller.start();
      result.put("cancel", refusal(() -> statement.executeQuery(endless)));
      canceller.join();
    }
    result.put("after cancel", first(connection, "SELECT 1"));
    try (Statement statement = connection.createStatement()) {
      result.put("write", refusal(() -> statement.executeUpdate("DELETE FROM dim_patient")));
      statement.execute("CREATE TABLE workspace.by_jdbc (a INTEGER, b VARCHAR(8))");
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO workspace.by_jdbc VALUES (?, ?)")) {
        insert.setInt(1, 1);
        insert.setString(2, "x");
        insert.addBatch();
        insert.setInt(1, 2);
        insert.setNull(2, Types.VARCHAR);
        insert.addBatch();
        insert.executeBatch();
      }
      result.put("workspace", rows(statement.executeQuery("SELECT * FROM workspace.by_jdbc ORDER BY a")));
      statement.execute("DROP TABLE workspace.by_jdbc");
    }
    connection.setSchema("reporting");
    result.put("with another schema", first(connection, "SELECT COUNT(*) > 0, DATEDIFF(day, '2024-02-28', '2024-03-01') FROM encounter"));
    connection.setSchema("star");
  }

  static void readOnly(Connection connection) throws Exception {
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    result.put("read only", refusal(() -> connection.createStatement().execute("CREATE TABLE workspace.never (a INTEGER)")));
    connection.rollback();
    connection.setAutoCommit(true);
    connection.setReadOnly(false);
    result.put("after read only", first(connection, "SELECT 1"));
  }

  static List<String> first(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return rows(statement.executeQuery(sql)).get(0);
    }
  }

  static List<List<String>> rows(ResultSet set) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    int width = set.getMetaData().getColumnCount();
    while (set.next()) {
      List<String> row = new ArrayList<>();
      for (int n = 1; n <= width; n++) row.add(set.getString(n));
      rows.add(row);
    }
    set.close();
    return rows;
  }

  static List<String> column(ResultSet set, String... names) throws SQLException {
    List<String> column = new ArrayList<>();
    while (set.next()) {
      List<String> cells = new ArrayList<>();
      for (String name : names) cells.add(set.getString(name));
      column.add(String.join(" ", cells.stream().map(String::valueOf).toList()));
    }
    set.close();
    return column;
  }

  /** The SQLSTATE that a call is refused with. */
  static String refusal(Call<?> call) {
    try {
      call.call();
      return "not refused";
    } catch (SQLException error) {
      return error.getSQLState();
    } catch (Exception error) {
      return error.toString();
    }
  }

  static String json(Object value) {
    if (value == null) return "null";
    if (value instanceof Boolean) return value.toString();
    if (value instanceof List<?> list) return "[" + String.join(",", list.stream().map(Jdbc::json).toList()) + "]";
    if (value instanceof Map<?, ?> map) {
      return "{" + String.join(",", map.entrySet().stream().map(e -> json(e.getKey()) + ":" + json(e.getValue())).toList()) + "}";
    }
    StringBuilder text = new StringBuilder("\"");
    for (char c : value.toString().toCharArray()) {
      if (c == '"' || c == '\\') text.append('\\').append(c);
      else if (c < 32 || c > 126) text.append(String.format("\\u%04x", (int) c));
      else text.append(c);
    }
    return text.append('"').toString();
  }
}
