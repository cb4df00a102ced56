//! SQL is static text: nothing that a user, a job or a row says becomes part of it.
//!
//! sqlx takes constants, and what is vouched for with `AssertSqlSafe`. So there are two doors, and both are watched:
//! only a `Statement` is vouched for, whose text nobody but `statement.rs` can write, and of nothing but constants and the
//! names of tables, which are checked; and no constant is made at run time.

use std::fs;
use std::path::{Path, PathBuf};

/// What may be vouched for.
const VOUCHED: [&str; 2] = ["statement.sql().clone()", "script.sql().clone()"];

/// Ways around that.
const FORBIDDEN: [&str; 6] = ["QueryBuilder", "SqlSafeStr", "SqlStr", ".leak()", "::leak(", "of_test("];

/// What puts texts together.
const BUILDERS: [&str; 6] = ["format!(", "write!(", "push_str(", "concat!(", ".replace(", ".join("];

/// How SQL begins, or goes on.
const WORDS: [&str; 10] = [
    "select ",
    "insert ",
    "update ",
    "delete ",
    "create ",
    "drop ",
    "alter ",
    "truncate ",
    "pragma ",
    "order by",
];

/// What is wrong with the code of a file, each with its line.
fn faults(code: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let mut fault = |what: &str| faults.push(format!("{}: {what}: {}", index + 1, line.trim()));
        for (at, word) in line.match_indices("AssertSqlSafe") {
            let asserted = line[at + word.len()..].strip_prefix('(').unwrap_or_default();
            if !VOUCHED.iter().any(|vouched| asserted.starts_with(&format!("{vouched})"))) {
                fault("vouches for what is no statement");
            }
        }
        if FORBIDDEN.iter().any(|word| line.contains(word)) {
            fault("makes SQL in another way");
        }
    }
    for builder in BUILDERS {
        for (at, _) in code.match_indices(builder) {
            let words: Vec<_> = literal_after(&code[at + builder.len()..]).split_whitespace().collect();
            let text = format!("{} ", words.join(" ").to_lowercase());
            let has_condition = text.contains("where ") && text.contains(" = ");
            if has_condition || WORDS.iter().any(|word| text.contains(word)) {
                faults.push(format!("{}: puts SQL together: {builder}{text}", code[..at].lines().count()));
            }
        }
    }
    faults
}

/// The first text in quotes, if it comes before the statement ends.
fn literal_after(code: &str) -> &str {
    let Some((before, from)) = code.split_once('"') else { return "" };
    let end = if before.contains(';') { Some(0) } else { from.find('"') };
    &from[..end.unwrap_or(from.len())]
}

/// Without comments, and without the tests at its foot.
fn library(text: &str) -> String {
    let lines = text.lines().take_while(|line| *line != "#[cfg(test)]");
    lines.map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n").collect()
}

fn rust_files(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let files = entries.map(|entry| entry.unwrap().path());
    let files = files.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    files.filter(|file| file.extension().is_some_and(|extension| extension == "rs")).collect()
}

#[test]
fn no_sql_is_made_of_anything_but_constants() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("aps-runtime/src");
    let tests = source.join("store/sql/statements");
    let mut all = Vec::new();
    let mut vouched = 0;
    for file in rust_files(&source).iter().filter(|file| !file.starts_with(&tests)) {
        let mut code = library(&fs::read_to_string(file).unwrap());
        vouched += code.matches("AssertSqlSafe(").count();
        if file.ends_with("store/sql/statement.rs") {
            // Where texts become statements, and tests may say more.
            code = code.replace("pub(super) fn of_test(", "");
        }
        // Elsewhere there may be English, and texts that live for ever.
        let is_sql = file.starts_with(source.join("store/sql")) || code.contains("sqlx");
        let code = if is_sql { code } else { String::new() };
        all.extend(faults(&code).into_iter().map(|fault| format!("{}:{fault}", file.display())));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    assert_eq!(vouched, VOUCHED.len(), "the doors that are watched");
}

#[test]
fn what_makes_sql_is_found() {
    for wrong in [
        r#"sqlx::query(sqlx::AssertSqlSafe(format!("{}", text)))"#,
        "sqlx::raw_sql(AssertSqlSafe(name))",
        "sqlx::raw_sql(AssertSqlSafe(statement.sql().clone() + name))",
        "use sqlx::AssertSqlSafe as Trusted;",
        "let mut query = QueryBuilder::new(text);",
        "Statement::new(String::leak(text), dialect, place)",
        "Statement::new(text.leak(), dialect, place)",
        "Statement::of_test(text, Vec::new())",
        r#"let sql = format!("select * from {table}");"#,
        "let sql = format!(\n    \"delete\n    from x where id = '{id}'\"\n);",
        r#"sql.push_str(" where id = ");"#,
        r#"["a", name].join(" order by ");"#,
        r#"write!(sql, "UPDATE jobs set {column} = 1")?;"#,
    ] {
        assert!(!faults(wrong).is_empty(), "{wrong}");
    }
    for right in [
        "sqlx::raw_sql(sqlx::AssertSqlSafe(script.sql().clone()))",
        r#"format!("a row cannot be written: {error}")"#,
        r#"let sql = "select 1"; let told = format!("{error}"); let more = "select 2";"#,
    ] {
        assert_eq!(faults(right), [""; 0], "{right}");
    }
}
