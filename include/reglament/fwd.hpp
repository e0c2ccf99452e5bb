// Forward: the names of the library, declared.
#pragma once

namespace reglament {

class source;
struct span;
struct position;
struct place;
struct issue;
class issues;
class name_table;
struct period;
class calendar;
struct vocabulary;
struct regulation;
struct documents;
class machine;
class rulebook;
struct record;
struct run;
struct effect;
struct signal;
struct step_output;
struct event;
struct bound_event;
struct posted;
struct task;
class engine;
class event_log;
struct figures;

namespace feel {

class number;
class zone;
class value;
struct type;
class scope;
struct frame;
class program;
struct decision_table;
class decision;
class named_program;
class named_decision;

}  // namespace feel
}  // namespace reglament
