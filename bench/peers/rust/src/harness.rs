//! What the contestants in Rust share; the twin of cpp/harness.hpp.
//! Called as  PROGRAM FOLDER ANSWERS CLIENTS [MODE].
use cpu_time::ProcessTime;
use std::time::Instant;

pub enum Fact {
    Whole(i64),
    Money(f64),
    Truth(bool),
    Text(String),
}

pub struct Clients {
    pub names: Vec<String>,
    pub rows: Vec<Vec<Fact>>,
}

pub struct Arguments {
    pub folder: String,
    pub answers: String,
    pub clients: usize,
    pub mode: String,
}

impl Arguments {
    pub fn read() -> Self {
        let all: Vec<String> = std::env::args().collect();
        assert!(all.len() >= 4, "usage: {} FOLDER ANSWERS CLIENTS [MODE]", all[0]);
        Arguments {
            folder: all[1].clone(),
            answers: all[2].clone(),
            clients: all[3].parse().expect("a number of clients"),
            mode: all.get(4).cloned().unwrap_or_default(),
        }
    }

    pub fn file(&self, name: &str) -> String {
        let path = format!("{}/{name}", self.folder);
        std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    pub fn read_clients(&self) -> Clients {
        let text = self.file("clients.csv");
        let mut lines = text.lines();
        let (names, kinds): (Vec<String>, Vec<String>) = lines
            .next()
            .expect("a header")
            .split(',')
            .map(|heading| heading.split_once(':').expect("name:kind"))
            .map(|(name, kind)| (name.to_string(), kind.to_string()))
            .unzip();
        let rows = lines
            .take(self.clients)
            .map(|line| line.split(',').zip(&kinds).map(|(cell, kind)| fact(cell, kind)).collect())
            .collect();
        Clients { names, rows }
    }
}

fn fact(cell: &str, kind: &str) -> Fact {
    match kind {
        "whole" => Fact::Whole(cell.parse().expect("a whole number")),
        "money" => Fact::Money(cell.parse().expect("a number")),
        "boolean" => Fact::Truth(cell == "true"),
        _ => Fact::Text(cell.to_string()),
    }
}

/// Warms up for half a second, then measures five passes of as many rounds as take a quarter of one.
/// `round` answers for all clients.
pub fn measure(version: &str, args: &Arguments, count: usize, mut round: impl FnMut(&mut [u8])) {
    let mut found = vec![255u8; count];
    let start = Instant::now();
    let mut one;
    loop {
        let before = ProcessTime::now();
        round(&mut found);
        one = before.elapsed().as_secs_f64();
        if start.elapsed().as_secs_f64() > 0.5 {
            break;
        }
    }
    let rounds = ((0.25 / one) as usize).max(1);
    let (mut cpu, mut wall) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let (cpu_start, wall_start) = (ProcessTime::now(), Instant::now());
        for _ in 0..rounds {
            round(&mut found);
        }
        cpu.push(cpu_start.elapsed().as_secs_f64());
        wall.push(wall_start.elapsed().as_secs_f64());
    }
    std::fs::write(&args.answers, &found).expect("answers written");
    print!("{{\"version\":\"{version}\",\"clients\":{count},\"rounds\":{rounds},");
    println!("\"cpu_seconds\":{cpu:?},\"wall_seconds\":{wall:?}}}");
}
