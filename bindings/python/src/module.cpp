// The extension module. Python's own face on it is the package `reglament`.
#include "calendar.hpp"
#include "case_log.hpp"
#include "control.hpp"
#include "decision.hpp"
#include "engine.hpp"
#include "feel.hpp"
#include "planning.hpp"
#include "proof.hpp"
#include "rehearsal.hpp"
#include "rulebook.hpp"
#include "scripts.hpp"
#include "training.hpp"

PYBIND11_MODULE(_reglament, m) {
    m.doc() = "The engine behind the package `reglament`.";
    reglament::python::define_rulebook(m);
    reglament::python::define_calendar(m);
    reglament::python::define_engine(m);
    reglament::python::define_operations(m);
    reglament::python::define_delivery(m);
    reglament::python::define_host(m);
    reglament::python::define_planning(m);
    reglament::python::define_explaining(m);
    reglament::python::define_backtest(m);
    reglament::python::define_rehearsal(m);
    reglament::python::define_training(m);
    reglament::python::define_case_log(m);
    reglament::python::define_scripts(m);
    reglament::python::define_control(m);
    reglament::python::define_proof(m);
    reglament::python::define_feel(m);
    reglament::python::define_decision(m);
}
