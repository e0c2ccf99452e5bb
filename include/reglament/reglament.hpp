// Reglament: an embeddable engine for regulations. Everything included.
#pragma once

#include <reglament/control/backtest.hpp>
#include <reglament/control/client_file.hpp>
#include <reglament/control/conformance.hpp>
#include <reglament/control/explain.hpp>
#include <reglament/control/mutation.hpp>
#include <reglament/control/publication.hpp>
#include <reglament/control/rehearsal.hpp>
#include <reglament/control/report.hpp>
#include <reglament/engine/back_up.hpp>
#include <reglament/engine/delivery.hpp>
#include <reglament/engine/durable_engine.hpp>
#include <reglament/engine/engine.hpp>
#include <reglament/engine/fetch.hpp>
#include <reglament/engine/group_commit.hpp>
#include <reglament/engine/host.hpp>
#include <reglament/feel/named_decision.hpp>
#include <reglament/feel/nearest.hpp>
#include <reglament/log/case_log.hpp>
#include <reglament/log/event_log.hpp>
#include <reglament/machine/draw.hpp>
#include <reglament/machine/instruction.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/machine/step.hpp>
#include <reglament/machine/versions.hpp>
#include <reglament/proof/generate.hpp>
