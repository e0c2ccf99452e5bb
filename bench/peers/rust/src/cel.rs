//! CEL in Rust: compiled rules, variables found by name through a resolver over prepared values. Mode "rules": one
//! expression a rule in their order. Mode "chain": one expression for all.
mod harness;

use cel::common::types::{CelBool, CelDouble, CelInt, CelString};
use cel::common::value::{CowVal, Val};
use cel::context::VariableResolver;
use cel::{Context, Program, Value};
use harness::{measure, Arguments, Clients, Fact};
use std::sync::atomic::{AtomicUsize, Ordering};

const VERSION: &str = "cel 0.15.0";

/// All clients' values, and whose are being asked for.
struct Facts {
    names: Vec<String>,
    values: Vec<Box<dyn Val>>,
    at: AtomicUsize,
}

impl Facts {
    fn new(clients: &Clients) -> Self {
        let value = |fact: &Fact| -> Box<dyn Val> {
            match fact {
                Fact::Whole(n) => Box::new(CelInt::from(*n)),
                Fact::Money(n) => Box::new(CelDouble::from(*n)),
                Fact::Truth(b) => Box::new(CelBool::from(*b)),
                Fact::Text(t) => Box::new(CelString::from(t.clone())),
            }
        };
        let values = clients.rows.iter().flatten().map(value).collect();
        Facts { names: clients.names.clone(), values, at: AtomicUsize::new(0) }
    }
}

impl VariableResolver for Facts {
    fn resolve<'b>(&'b self, name: &str) -> Option<CowVal<'b, 'b>> {
        let slot = self.names.iter().position(|n| n == name)?;
        Some(CowVal::Borrowed(self.values[self.at.load(Ordering::Relaxed) * self.names.len() + slot].as_ref()))
    }
}

fn compiled(text: &str) -> Vec<Program> {
    text.lines().map(|line| Program::compile(line).expect(line)).collect()
}

fn main() {
    let args = Arguments::read();
    let clients = args.read_clients();
    let count = clients.rows.len();
    let facts = Facts::new(&clients);
    let mut context = Context::default();
    context.set_variable_resolver(&facts);
    if args.mode == "chain" {
        let chain = compiled(&args.file("chain.cel")).remove(0);
        measure(VERSION, &args, count, |found| {
            for (i, answer) in found.iter_mut().enumerate() {
                facts.at.store(i, Ordering::Relaxed);
                *answer = match chain.execute(&context) {
                    Ok(Value::Int(n)) => n as u8,
                    _ => 255,
                };
            }
        });
    } else {
        let rules = compiled(&args.file("rules.cel"));
        measure(VERSION, &args, count, |found| {
            for (i, answer) in found.iter_mut().enumerate() {
                facts.at.store(i, Ordering::Relaxed);
                let holds = |rule: &Program| matches!(rule.execute(&context), Ok(Value::Bool(true)));
                *answer = rules.iter().position(holds).map_or(255, |i| i as u8);
            }
        });
    }
}
