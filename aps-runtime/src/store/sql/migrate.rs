//! Connecting, and bringing the tables up to date.

use super::database::{Connections, Session};
use super::fault::Fault;
use super::store::SqlStore;
use crate::store::StoreError;

impl SqlStore {
    pub(super) async fn connect(&self) -> Result<(), StoreError> {
        let connections = self.new_connections().await?;
        let mut session = connections.begin().await?;
        let (version, newest) = (self.version(&mut *session).await?, self.newest());
        if version > newest {
            return Err(self.too_new(version).into());
        }
        if version < newest && !self.settings.auto_migrate {
            return Err(self.too_old(version).into());
        }
        self.migrate_from(version, session).await?;
        self.connected(connections);
        Ok(())
    }

    /// Creates the tables, or brings them up to date.
    pub(super) async fn migrate(&self) -> Result<(), StoreError> {
        let connections = self.new_connections().await?;
        let mut session = connections.begin().await?;
        let version = self.version(&mut *session).await?;
        if version > self.newest() {
            return Err(self.too_new(version).into());
        }
        self.migrate_from(version, session).await
    }

    /// All that has ever been said to make the tables what they are.
    pub(super) fn migrations(&self) -> String {
        let text: String = self.statements.migrations.iter().map(|migration| &**migration.sql()).collect();
        let insert = &**self.statements.first_version.sql();
        let (insert, _) = insert.split_once(" values").unwrap_or((insert, ""));
        format!("{text}\n{insert} values ({});\n", self.newest())
    }

    async fn new_connections(&self) -> Result<Box<dyn Connections>, StoreError> {
        super::store::expect_runtime()?;
        Ok(self.database.connect().await?)
    }

    fn newest(&self) -> i64 {
        i64::try_from(self.statements.migrations.len()).unwrap_or(i64::MAX)
    }

    /// Nothing is there at version 0.
    async fn version(&self, session: &mut dyn Session) -> Result<i64, StoreError> {
        let rows = session.rows(&self.statements.has_schema, &[]).await?;
        if !rows.first().map_or(Ok(false), |row| row.is_true(0))? {
            return Ok(0);
        }
        let rows = session.rows(&self.statements.version, &[]).await?;
        Ok(rows.first().map_or(Ok(0), |row| row.number(0))?)
    }

    async fn migrate_from(&self, version: i64, mut session: Box<dyn Session>) -> Result<(), StoreError> {
        if version == self.newest() {
            return Ok(());
        }
        let mut version = version;
        if let Some(lock) = &self.statements.lock_migrations {
            let rows = session.rows(lock, &[]).await?;
            if rows.first().map_or(Ok(None), |row| row.number_or_null(0))? != Some(1) {
                return Err(being_migrated().into());
            }
            // Another may have been quicker.
            version = self.version(&mut *session).await?;
        }
        let done = usize::try_from(version).unwrap_or_default();
        if version < self.newest() {
            for migration in self.statements.migrations.iter().skip(done) {
                session.script(migration).await?;
            }
            let statement =
                if done == 0 { &self.statements.first_version } else { &self.statements.set_version };
            session.execute(statement, &[("version", self.newest().into())]).await?;
            tracing::info!(
                database = self.database.dialect().name,
                from = version,
                to = self.newest(),
                "tables brought up to date"
            );
        }
        self.unlock(session).await
    }

    async fn unlock(&self, mut session: Box<dyn Session>) -> Result<(), StoreError> {
        if let Some(unlock) = &self.statements.unlock_migrations {
            session.rows(unlock, &[]).await?;
        }
        Ok(session.commit().await?)
    }

    fn too_new(&self, version: i64) -> Fault {
        let newest = self.newest();
        Fault::new(format!("the tables are of version {version}, and this program knows {newest}"))
            .help("update the program: a newer one has changed the tables")
    }

    fn too_old(&self, version: i64) -> Fault {
        let newest = self.newest();
        let fault = match version {
            0 => Fault::new("the tables of the job store are not there"),
            _ => Fault::new(format!("the tables are of version {version}, and this program needs {newest}")),
        };
        fault
            .help("call `migrate()` of the store once, as somebody who may create tables, or run what its `migrations()` says")
            .note("`auto_migrate` is off")
    }
}

fn being_migrated() -> Fault {
    Fault::new("another has been bringing the tables up to date for some seconds")
        .help("wait until that is done, and start again")
}
