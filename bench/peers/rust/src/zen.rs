//! GoRules zen, natively. Mode "table": the engine with a graph of one decision table, loaded and compiled. Mode
//! "rules": its expressions alone, compiled, one a rule in their order. Mode "chain": one expression for all.
mod harness;

use harness::{measure, Arguments, Clients, Fact};
use serde_json::{json, Map, Value};
use zen_engine::model::{DecisionContent, GraphContent};
use zen_engine::Decision;
use zen_expression::expression::Standard;
use zen_expression::scope::Scope;
use zen_expression::vm::VM;
use zen_expression::{Expression, Isolate, Variable};

const VERSION: &str = "zen-engine 2.1.6";

fn contexts(clients: &Clients) -> Vec<Variable> {
    let value = |fact: &Fact| -> Value {
        match fact {
            Fact::Whole(n) => json!(n),
            Fact::Money(n) => json!(n),
            Fact::Truth(b) => json!(b),
            Fact::Text(t) => json!(t),
        }
    };
    let context = |row: &Vec<Fact>| -> Variable {
        let object: Map<String, Value> = clients.names.iter().cloned().zip(row.iter().map(value)).collect();
        Value::Object(object).into()
    };
    clients.rows.iter().map(context).collect()
}

fn number(result: &Variable) -> u8 {
    result.as_number().and_then(|n| n.try_into().ok()).unwrap_or(255)
}

fn run_table(args: &Arguments, all: &[Variable]) {
    let content: DecisionContent = serde_json::from_str(&args.file("table.zen.json")).expect("a graph");
    let graph: GraphContent = content.as_graph().expect("a graph").clone();
    let mut decision = Decision::from(graph);
    decision.compile();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    measure(VERSION, args, all.len(), |found| {
        runtime.block_on(async {
            for (answer, client) in found.iter_mut().zip(all) {
                let response = decision.evaluate(client.shallow_clone()).await.expect("a decision");
                *answer = response.result.dot("rule").map_or(255, |v| number(&v));
            }
        })
    });
}

fn compiled(text: &str) -> Vec<Expression<Standard>> {
    let mut isolate = Isolate::new();
    text.lines().map(|line| isolate.compile_standard(line).expect(line)).collect()
}

fn run_rules(args: &Arguments, all: &[Variable]) {
    let rules = compiled(&args.file("rules.zen"));
    let mut vm = VM::new();
    let mut scope = Scope::default();
    measure(VERSION, args, all.len(), |found| {
        for (answer, client) in found.iter_mut().zip(all) {
            scope.set_base(client.shallow_clone());
            let holds = |rule: &Expression<Standard>| {
                rule.evaluate_with_scope(&scope, &mut vm).ok().and_then(|v| v.as_bool()).unwrap_or(false)
            };
            *answer = rules.iter().position(holds).map_or(255, |i| i as u8);
        }
    });
}

fn run_chain(args: &Arguments, all: &[Variable]) {
    let chain = compiled(&args.file("chain.zen")).remove(0);
    let mut vm = VM::new();
    let mut scope = Scope::default();
    measure(VERSION, args, all.len(), |found| {
        for (answer, client) in found.iter_mut().zip(all) {
            scope.set_base(client.shallow_clone());
            *answer = chain.evaluate_with_scope(&scope, &mut vm).map_or(255, |v| number(&v));
        }
    });
}

fn main() {
    let args = Arguments::read();
    let all = contexts(&args.read_clients());
    match args.mode.as_str() {
        "rules" => run_rules(&args, &all),
        "chain" => run_chain(&args, &all),
        _ => run_table(&args, &all),
    }
}
