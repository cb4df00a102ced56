//! The reference of the configuration, `docs/configuration.md`, against what is really read.

use super::user_guide::built;
use crate::config::{Config, keys_of_sections};
use crate::scheduler::Scheduler;

const REFERENCE: &str = include_str!("../../../../docs/configuration.md");

/// A line of a table of keys: what stands in its cells.
struct Row(Vec<&'static str>);

impl Row {
    fn cell(&self, index: usize) -> &'static str {
        self.0.get(index).copied().unwrap_or_default()
    }

    /// What stands in backticks, if that is all of the cell.
    fn code(&self, index: usize) -> Option<&'static str> {
        let code = self.cell(index).strip_prefix('`')?.strip_suffix('`')?;
        (!code.contains('`')).then_some(code)
    }
}

/// The table of keys under a heading.
fn rows(heading: &str) -> Vec<Row> {
    let (_, section) = REFERENCE.split_once(&format!("\n### {heading}\n")).expect(heading);
    let section = section.split("\n##").next().unwrap_or_default();
    let lines = section.lines().filter(|line| line.starts_with("| `"));
    let cells = lines.map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect());
    cells.map(Row).filter(|row| row.0.len() >= 4).collect()
}

/// A configuration with a key of a section, and what has to be there as well.
fn with(section: &str, key: &str, value: &str) -> String {
    let said = format!("{key} = {value}\n");
    let others = |others: &[(&str, &str)]| {
        let others = others.iter().filter(|(other, _)| *other != key);
        others.map(|(other, value)| format!("{other} = {value}\n")).collect::<Vec<_>>().concat()
    };
    match section.split_once(", of the type ") {
        _ if section == "The top" && key == "default_executor" => {
            format!("{said}executors.threads.type = 'threadpool'\n")
        }
        _ if section == "The top" => said,
        Some(("`jobstores`", name)) => {
            let name = name.trim_matches('`');
            let url = match name {
                "sqlite" => "'sqlite://jobs.db'".into(),
                "redis" => "'redis://localhost'".into(),
                _ => format!("'{name}://localhost/jobs'"),
            };
            let url = others(&[("url", &url)]);
            format!("[jobstores.default]\ntype = '{name}'\n{url}{said}")
        }
        Some((_, name)) => format!("[executors.default]\ntype = '{}'\n{said}", name.trim_matches('`')),
        None if section == "`jobs`" => {
            let required = others(&[("id", "'x'"), ("function", "'f'"), ("trigger", "{ interval = '1h' }")]);
            format!("[[jobs]]\n{required}{said}")
        }
        None if key == "type" => format!("[{}.default]\n{said}", section.trim_matches('`')),
        None if section.contains("retry") => {
            format!("[job_defaults.retry]\n{}{said}", others(&[("attempts", "3")]))
        }
        None => format!("[{}]\n{said}", section.trim_matches('`')),
    }
}

fn read(text: &str) -> Config {
    Config::from_toml(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn every_key_is_in_the_reference_and_no_other() {
    for (section, keys) in keys_of_sections() {
        let told: Vec<_> = rows(section).iter().map(|row| row.code(0).unwrap()).collect();
        assert_eq!(told, keys, "{section}");
    }
}

#[test]
fn every_example_is_right() {
    for (section, _) in keys_of_sections() {
        for row in rows(section) {
            let text = with(section, row.cell(0).trim_matches('`'), row.code(3).expect("an example"));
            read(&text).check().unwrap_or_else(|error| panic!("{section}, {text}: {error}"));
        }
    }
}

#[test]
fn every_default_is_the_real_one() {
    let mut checked = 0;
    for (section, _) in keys_of_sections().into_iter().filter(|(section, _)| *section != "`jobs`") {
        for row in rows(section) {
            let (key, Some(default)) = (row.cell(0).trim_matches('`'), row.code(2)) else { continue };
            let said = with(section, key, default);
            let unsaid = said.replace(&format!("{key} = {default}\n"), "");
            let build = |text: &str| built(Scheduler::builder().config(read(text)));
            assert_eq!(build(&said), build(&unsaid), "{section}, {said}");
            let other = with(section, key, row.code(3).unwrap());
            assert!(
                is_alike(section, key) || build(&other) != build(&unsaid),
                "{section}: {other} changes nothing"
            );
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked}");
}

/// What cannot be seen of a scheduler that is only built.
fn is_alike(section: &str, key: &str) -> bool {
    section == "The top" && ["expect_jobs", "jobs"].contains(&key)
}

#[test]
fn every_name_is_that_of_its_key() {
    for (section, _) in keys_of_sections().into_iter().filter(|(section, _)| *section != "`jobs`") {
        let section_path = section.split(", of").next().unwrap_or_default().trim_matches('`');
        let path = match section_path {
            "The top" => String::new(),
            "jobstores" | "executors" => format!("{section_path}.<alias>."),
            other => format!("{other}."),
        };
        for row in rows(section).iter().filter(|row| row.code(0) != Some("jobs")) {
            let path = format!("{path}{}", row.code(0).unwrap());
            let variable = format!("APS_{}", path.replace('.', "__").to_uppercase());
            assert_eq!(row.code(4), Some(&*variable));
            assert_eq!(row.code(5), Some(&*format!("apscheduler.{path}")));
        }
    }
}

#[test]
fn every_block_is_right() {
    let (mut blocks, mut rest) = (0, REFERENCE);
    while let Some((_, after)) = rest.split_once("\n```") {
        let (language, block) = after.split_once('\n').unwrap();
        let (block, after) = block.split_once("\n```\n").expect("an end");
        rest = after;
        let config = match language {
            "toml" => Config::from_toml(block),
            "json" => Config::from_json(block),
            "yaml" => Config::from_yaml(block),
            "sh" => Config::from_variables(block.lines().map(|line| line.split_once('=').unwrap())),
            _ => continue,
        };
        let checked = config.and_then(|config| config.check());
        checked.unwrap_or_else(|error| panic!("{block}\n{error}"));
        blocks += 1;
    }
    assert!(blocks >= 6, "{blocks}");
}
