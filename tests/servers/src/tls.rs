use std::path::{Path, PathBuf};

use crate::home::{Home, output};
use crate::programs::program;

/// Ours alone: what the machine's configuration adds would stand there twice.
const CONFIGURATION: &str = "\
[req]
distinguished_name = name
prompt = no
[name]
CN = aps tests
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
";

/// Certificates of a server, made for it.
#[derive(Debug)]
pub struct Tls {
    ca: PathBuf,
    stranger: PathBuf,
    certificate: PathBuf,
    key: PathBuf,
}

impl Tls {
    /// The certificate of the authority that has signed the server's, as PEM.
    pub fn ca(&self) -> &Path {
        &self.ca
    }

    /// That of another authority, of the same name, which has not.
    pub fn strange_ca(&self) -> &Path {
        &self.stranger
    }

    pub(crate) fn certificate(&self) -> &Path {
        &self.certificate
    }

    pub(crate) fn key(&self) -> &Path {
        &self.key
    }

    pub(crate) fn new(home: &Home) -> Self {
        let openssl = OpenSsl { program: program("openssl", "openssl"), home };
        home.write("openssl.cnf", CONFIGURATION);
        let ca = openssl.sign("ca", "authority", None);
        let stranger = openssl.sign("stranger", "authority", None);
        let certificate = openssl.sign("server", "server", Some("ca"));
        Tls { ca, stranger, certificate, key: home.folder().join("server.key") }
    }
}

struct OpenSsl<'a> {
    program: PathBuf,
    home: &'a Home,
}

impl OpenSsl<'_> {
    /// A certificate with the extensions of this section, signed by this authority or by itself.
    fn sign(&self, name: &str, section: &str, by: Option<&str>) -> PathBuf {
        let (request, certificate) = (format!("{name}.csr"), format!("{name}.crt"));
        let key = format!("{name}.key");
        self.run(&[
            "req",
            "-new",
            "-config",
            "openssl.cnf",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            &key,
            "-out",
            &request,
        ]);
        let authority = by.map(|by| (format!("{by}.crt"), format!("{by}.key")));
        let mut arguments = vec!["x509", "-req", "-in", &request, "-out", &certificate, "-days", "3650"];
        arguments.extend(["-extfile", "openssl.cnf", "-extensions", section]);
        match &authority {
            Some((certificate, key)) => {
                arguments.extend(["-CA", certificate, "-CAkey", key, "-CAcreateserial"]);
            }
            None => arguments.extend(["-signkey", &key]),
        }
        self.run(&arguments);
        self.home.folder().join(certificate)
    }

    fn run(&self, arguments: &[&str]) {
        let mut command = self.home.command(&self.program);
        command.args(arguments);
        output(command);
    }
}
