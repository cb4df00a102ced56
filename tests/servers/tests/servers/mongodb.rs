use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use test_servers::{MongoDb, Server, processes_in};

fn address(server: &Server) -> SocketAddr {
    let url = server.url("test");
    let authority = url.split(['/', '?']).nth(2).unwrap();
    authority.rsplit('@').next().unwrap().parse().unwrap()
}

/// `{hello: 1, $db: "admin"}`, to which everybody gets an answer.
fn answers(address: SocketAddr) -> bool {
    let command = b"\x10hello\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0";
    let document = [&u32::try_from(command.len() + 4).unwrap().to_le_bytes()[..], command].concat();
    let rest = [&[1, 0, 0, 0, 0, 0, 0, 0][..], &2013_u32.to_le_bytes(), &[0; 5], &document].concat();
    let message = [&u32::try_from(rest.len() + 4).unwrap().to_le_bytes()[..], &rest].concat();
    let answer = TcpStream::connect(address).and_then(|mut server| {
        server.set_read_timeout(Some(Duration::from_millis(500)))?;
        server.write_all(&message)?;
        server.read_exact(&mut [0; 16])
    });
    answer.is_ok()
}

#[test]
fn mongodb_dies_and_comes_back() {
    let server = MongoDb::new().start();
    let (address, folder) = (address(&server), server.folder().to_owned());
    assert!(answers(address));
    server.kill();
    assert!(!answers(address) && processes_in(&folder).is_empty());
    server.restart();
    assert!(answers(address));
    server.pause();
    assert!(!answers(address));
    server.resume();
    assert!(answers(address));
    drop(server);
    assert!(processes_in(&folder).is_empty() && !folder.exists());
}

#[test]
fn mongodb_may_stand_alone() {
    let server = MongoDb::new().standalone().start();
    assert!(answers(address(&server)));
    assert!(!server.url("test").contains('@'));
}
