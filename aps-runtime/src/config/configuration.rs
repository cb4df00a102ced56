use std::ffi::OsString;
use std::fmt;
use std::path::Path;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;

use super::apscheduler;
use super::document::{
    Environment, Faults, Format, Node, Value, from_serde, merge, read_dictionary, read_file, read_text,
    read_variables,
};
use super::fields::fields_of;
use super::kinds::Kind;
use super::model::Model;
use super::reading::Reading;
use crate::config_file;
use crate::error::{Error, ErrorKind};

/// A scheduler's configuration from outside the code: where jobs are kept and run, the defaults
/// for all jobs, and jobs themselves.
///
/// It is read from a file (TOML, JSON, or YAML with the feature `yaml`), from `APS_…` environment
/// variables, from APScheduler's dotted dictionary, or with serde, and given to
/// [`SchedulerBuilder::config`](crate::SchedulerBuilder::config). All of them have the same keys;
/// `docs/configuration.md` in the repository lists them.
///
/// ```
/// use aps_runtime::{Config, Scheduler};
///
/// let file = Config::from_toml(r#"
///     timezone = "Europe/Helsinki"
///
///     [job_defaults]
///     coalesce = false
///     max_instances = 3
///
///     [executors.default]
///     type = "threadpool"
///     max_workers = 20
/// "#)?;
/// let dictionary = Config::from_apscheduler([
///     ("apscheduler.timezone", "Europe/Helsinki"),
///     ("apscheduler.job_defaults.coalesce", "false"),
///     ("apscheduler.job_defaults.max_instances", "3"),
///     ("apscheduler.executors.default.class", "apscheduler.executors.pool:ThreadPoolExecutor"),
///     ("apscheduler.executors.default.max_workers", "20"),
/// ])?;
/// assert_eq!(file, dictionary);
/// let scheduler = Scheduler::builder().config(file).build()?;
/// # Ok::<(), aps_runtime::Error>(())
/// ```
///
/// # What wins
///
/// Code wins over the environment, the environment over the file, and the file over the
/// defaults. [`over`](Self::over) lays one configuration over another: tables are merged key by
/// key; of anything else, lists included, the upper one counts.
///
/// # What is wrong
///
/// Reading finds out whether the text is TOML, JSON or YAML. The content is checked when the
/// scheduler is built, since only then all of it is known, or by [`check`](Self::check): all
/// mistakes are reported at once, each with its line and column and with what to write instead.
///
/// # Secrets
///
/// Options of stores and executors and the arguments of jobs are shown nowhere: not by `Debug`,
/// in no error and no log. (`Serialize` writes all of it.) In a file, `${VARIABLE}` stands for
/// the value of an environment variable. In `[jobstores.*]` and `[executors.*]`, a key such as
/// `url_file` sets `url` to the content of a file.
#[derive(Clone)]
pub struct Config {
    pub(super) root: Node,
    /// What it was read from, by name.
    sources: Vec<String>,
}

impl Config {
    /// A configuration that sets nothing.
    pub fn new() -> Self {
        Config { root: Node::empty(), sources: Vec::new() }
    }

    /// Reads what `#[aps_runtime::main]` reads when its body returns `()`: the environment,
    /// laid over the file that the environment variable `APS_CONFIG` names, or else over
    /// `aps.toml`, `aps.yaml`, `aps.yml` or `aps.json` in the working directory, if there is
    /// one.
    ///
    /// ```no_run
    /// use aps_runtime::prelude::*;
    /// use aps_runtime::Config;
    ///
    /// #[aps_runtime::main]
    /// async fn main() -> aps_runtime::Result<Scheduler> {
    ///     let database = "a pool of connections, say";
    ///     Scheduler::builder().config(Config::load()?).state(database).build()
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if there are two such files, or the one that is named does not
    /// exist; and as [`from_file`](Self::from_file) and [`from_env`](Self::from_env).
    pub fn load() -> Result<Self, Error> {
        Config::load_from(None)
    }

    /// With a path in place of the usual names.
    pub(crate) fn load_from(named: Option<&str>) -> Result<Self, Error> {
        let file = config_file::find(named)?;
        let environment = Environment::of_process();
        Config::read(|faults| {
            let file = file.map(|path| Config::file(&path, &environment, faults));
            let variables = Config::variables(&environment, faults);
            Some(variables.over(file.unwrap_or_else(|| Some(Config::new()))?))
        })
    }

    /// From a file, by its extension: `.toml`, `.json`, or `.yaml` and `.yml`, for which there is
    /// the feature `yaml`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if it cannot be read, is larger than 1 MiB, or is not what its extension
    /// says, if a `${VARIABLE}` in it is not set, or a file that it names for a secret does not
    /// exist.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        Config::read(|faults| Config::file(path.as_ref(), &Environment::of_process(), faults))
    }

    /// From TOML.
    ///
    /// # Errors
    ///
    /// As [`from_file`](Self::from_file).
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        Config::from_text(Format::Toml, "toml", text)
    }

    /// From JSON.
    ///
    /// # Errors
    ///
    /// As [`from_file`](Self::from_file).
    pub fn from_json(text: &str) -> Result<Self, Error> {
        Config::from_text(Format::Json, "json", text)
    }

    /// From YAML.
    ///
    /// # Errors
    ///
    /// As [`from_file`](Self::from_file).
    #[cfg(feature = "yaml")]
    pub fn from_yaml(text: &str) -> Result<Self, Error> {
        Config::from_text(Format::Yaml, "yaml", text)
    }

    fn from_text(format: Format, name: &str, text: &str) -> Result<Self, Error> {
        Config::read(|faults| {
            let root = read_text(format, name, text, &Environment::of_process(), faults)?;
            Some(Config { root, sources: vec![name.to_owned()] })
        })
    }

    /// From the environment: `APS_TIMEZONE`, `APS_JOB_DEFAULTS__MAX_INSTANCES`,
    /// `APS_JOBSTORES__DEFAULT__URL`. Two underscores mean one level down; case does not
    /// matter.
    ///
    /// A variable that begins with `APS_` but is not part of a configuration is a warning in
    /// the log, or an error if it is close to a known name. (Kubernetes sets variables such as
    /// `APS_SERVICE_HOST` for a service called `aps`.)
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] for a variable that is misspelt or not Unicode, and for one ending in
    /// `_FILE` that names a file which cannot be read.
    pub fn from_env() -> Result<Self, Error> {
        Config::read(|faults| Some(Config::variables(&Environment::of_process(), faults)))
    }

    /// As [`from_env`](Self::from_env), from variables that need not be those of this process.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn from_variables<K, V>(variables: impl IntoIterator<Item = (K, V)>) -> Result<Self, Error>
    where
        K: Into<OsString>,
        V: Into<OsString>,
    {
        Config::read(|faults| Some(Config::variables(&variables.into_iter().collect(), faults)))
    }

    /// From what APScheduler's `Scheduler({…})` takes: dotted keys that begin with `apscheduler.`, and
    /// values that are strings, or lists and objects of strings. Other keys are ignored, as in
    /// APScheduler.
    ///
    /// Its names for types are understood, such as `asyncio`, and so are the names of its own
    /// classes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if a key stands both for a value and for a section.
    pub fn from_apscheduler<K, V>(dictionary: impl IntoIterator<Item = (K, V)>) -> Result<Self, Error>
    where
        K: Into<String>,
        V: Into<serde_json::Value>,
    {
        let given = dictionary.into_iter().map(|(key, value)| (key.into(), value.into()));
        let given = from_serde(Json::Object(given.collect()));
        let given = given.map_err(|error| Error::new(ErrorKind::Config, error.to_string()))?;
        Config::read(|faults| {
            let mut root = read_dictionary(given, PREFIX, faults);
            apscheduler::translate(&mut root);
            Some(Config { root, sources: vec!["a dictionary".to_owned()] })
        })
    }

    /// This configuration, with `lower` for what it leaves open.
    #[must_use]
    pub fn over(self, lower: Config) -> Self {
        let sources = lower.sources.into_iter().chain(self.sources).collect();
        // A list or a text does not vanish beneath a table: it is told when a scheduler is built.
        let is_table = matches!(lower.root.value, Value::Map(_) | Value::Null);
        Config { root: if is_table { merge(lower.root, self.root) } else { lower.root }, sources }
    }

    /// Checks everything that can be checked without a scheduler: keys, values, types, triggers.
    /// Which functions and which aliases there are is known only when a scheduler is built.
    ///
    /// Nothing is opened and nothing started.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] with all mistakes; [`ErrorKind::Registry`] if two crates define
    /// types of the same name.
    pub fn check(&self) -> Result<(), Error> {
        let mut faults = Faults::new();
        let reading = self.read_all(&mut faults);
        let (stores, executors) = (Kind::job_stores()?, Kind::executors()?);
        for entry in reading.described(stores.section()) {
            drop(stores.read(entry, &mut faults));
        }
        for entry in reading.described(executors.section()) {
            drop(executors.read(entry, &mut faults));
        }
        if faults.is_empty() { Ok(()) } else { Err(Error::config(&faults)) }
    }

    /// What it was read from, for the log.
    pub(crate) fn sources(&self) -> String {
        self.sources.join(", ")
    }

    pub(crate) fn read_all(&self, faults: &mut Faults) -> Reading {
        Reading::new(self.root.clone(), faults)
    }

    fn file(path: &Path, environment: &Environment, faults: &mut Faults) -> Option<Self> {
        let root = read_file(path, environment, faults)?;
        Some(Config { root, sources: vec![path.display().to_string()] })
    }

    fn variables(environment: &Environment, faults: &mut Faults) -> Self {
        let read = read_variables(environment, fields_of::<Model>(), faults);
        for variable in read.ignored {
            tracing::warn!(variable, "environment variable is nothing of a configuration");
        }
        let says_something = !read.node.entries().is_empty();
        let sources = says_something.then(|| "the environment".to_owned()).into_iter().collect();
        Config { root: read.node, sources }
    }

    fn read(read: impl FnOnce(&mut Faults) -> Option<Config>) -> Result<Self, Error> {
        let mut faults = Faults::new();
        let config = read(&mut faults);
        config.filter(|_| faults.is_empty()).ok_or_else(|| Error::config(&faults))
    }
}

/// What APScheduler's keys begin with.
const PREFIX: &str = "apscheduler.";

/// Without the values that may be secret.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Config").field(&self.root).finish()
    }
}

impl Default for Config {
    fn default() -> Self {
        Config::new()
    }
}

/// Writes all of it, including secrets.
impl Serialize for Config {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.root.serialize(serializer)
    }
}

/// As a part of a program's own configuration. Mistakes are reported with their key, but
/// without line and column, which serde does not give.
impl<'de> Deserialize<'de> for Config {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_serde(deserializer).map(|root| Config { root, sources: Vec::new() })
    }
}
