// Hosts, for Python: several programs that share the clients of one database.
#include "engine.hpp"
#include "policy.hpp"
#include "rulebook.hpp"
#include "values.hpp"

#include <reglament/engine/host.hpp>

#include <pybind11/stl.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

namespace {

/// A host and the engines it lends, which take turns together.
class host_handle {
public:
    explicit host_handle(const py::dict& how)
        : how_{to_zone(how["zone"]), to_language(how["lang"].cast<std::string>()), {}},
          where_{how["store"].cast<std::string>()} {
        host_options options;
        options.name = how["name"].cast<std::string>();
        options.partitions = how["partitions"].cast<std::vector<std::string>>();
        options.lease = std::chrono::milliseconds{how["lease_ms"].cast<std::int64_t>()};
        options.partition_of = partition_of(how["partition_of"], options.partitions.size());
        options.store_of = [this](const std::string& partition, issues& found) {
            return open_store(partition_place(where_, partition), found);
        };
        if (!how["ahead_ms"].is_none())
            options.engine.engine.latest = clock_ahead(std::chrono::milliseconds{how["ahead_ms"].cast<std::int64_t>()});
        options.engine.actor = how["name"].cast<std::string>();
        if (!how["policy"].is_none()) options.engine.engine.policy = asking_policy(how["policy"], how_.zone, how_.lang);
        std::shared_ptr<const rulebook> rules;
        if (py::isinstance<py::dict>(how["rules"])) {
            for (const auto& [partition, its] : how["rules"].cast<py::dict>())
                rules_[partition.cast<std::string>()] = its.cast<const rulebook_handle&>().rules;
            options.rules_of = [this](const std::string& partition) {
                const auto its = rules_.find(partition);
                return its == rules_.end() ? nullptr : its->second;
            };
        } else if (!how["rules"].is_none()) {
            rules = how["rules"].cast<const rulebook_handle&>().rules;
        }
        const std::string directory = how["directory"].cast<std::string>();
        const py::gil_scoped_release others_may_run;
        issues found;
        auto in = open_directory(directory, found);
        if (in != nullptr) host_ = host::join(std::move(in), std::move(rules), std::move(options), found);
        if (host_ == nullptr) throw store_failure{std::move(found)};
    }
    host_handle(const host_handle&) = delete;
    host_handle& operator=(const host_handle&) = delete;
    ~host_handle() {
        const py::gil_scoped_release others_may_run;
        host_.reset();
    }

    /// What `work(host)` gives; whatever it finds wrong is raised. It must not touch Python.
    template <class Work>
    auto with(Work&& work) {
        const py::gil_scoped_release others_may_run;
        const std::scoped_lock alone{turn_->mutex};
        const change_guard guard{*turn_};
        if (host_ == nullptr) throw std::invalid_argument{"the host has left"};
        issues found;
        auto result = work(*host_, found);
        if (found.has_errors()) throw store_failure{std::move(found)};
        return result;
    }

    void leave() {
        if (host_ == nullptr) return;
        with([](host& h, issues& found) { return h.leave(found); });
        const py::gil_scoped_release others_may_run;
        const std::scoped_lock alone{turn_->mutex};
        host_.reset();
    }

    std::unique_ptr<engine_handle> engine_of(const std::string& partition) {
        const auto lend = [this, partition] { return host_ == nullptr ? nullptr : host_->engine_of(partition); };
        return std::make_unique<engine_handle>(lend, turn_, how_);
    }

    /// Without a turn: while a large store is read the host goes on.
    [[nodiscard]] partition_view look(const std::string& partition) const {
        const py::gil_scoped_release others_may_run;
        issues found;
        const auto in = open_store(partition_place(where_, partition), found, store_use::look);
        auto view = in == nullptr ? std::nullopt : view_of(in, found);
        if (!view) throw store_failure{std::move(found)};
        return std::move(*view);
    }

    [[nodiscard]] const engine_handle::manner& how() const noexcept { return how_; }

private:
    // What it raises names no partition: the event is refused with that.
    std::function<std::string(const event&)> partition_of(const py::object& ask, std::size_t count) const {
        return ask.is_none() ? by_hash(count) : asking_policy(ask, how_.zone, how_.lang);
    }

    engine_handle::manner how_;
    std::string where_;
    std::map<std::string, std::shared_ptr<const rulebook>> rules_;
    std::unique_ptr<host> host_;
    std::shared_ptr<engine_turn> turn_ = std::make_shared<engine_turn>();
};

py::list post(host_handle& self, const py::iterable& mappings) {
    std::vector<event> events;
    for (const auto& mapping : mappings) events.push_back(to_event(mapping, self.how().zone));
    const auto all = self.with([&](host& h, issues&) { return h.post(events); });
    py::list result;
    for (const routed& r : all)
        result.append(py::make_tuple(r.partition, r.queued, from_posted(r.answer, self.how().lang)));
    return result;
}

py::list refused(host_handle& self, const std::string& partition) {
    const auto all = self.with([&](host& h, issues& found) {
        std::vector<host::refused_event> some;
        (void)h.refused(partition, some, found);
        return some;
    });
    py::list result;
    for (const auto& r : all) result.append(py::make_tuple(r.number, from_event(r.what, self.how().zone), r.why));
    return result;
}

/// (engine in memory, the commit it is as of).
py::tuple look(host_handle& self, const std::string& partition) {
    auto view = self.look(partition);
    return py::make_tuple(std::make_unique<engine_handle>(std::move(view.clients), self.how()), view.as_of);
}

py::dict from_metrics(const host_metrics& m) {
    py::dict result;
    result["stepped"] = m.stepped;
    result["queued"] = m.queued;
    result["rejected"] = m.rejected;
    result["worked"] = m.worked;
    result["refused"] = m.refused;
    result["taken"] = m.taken;
    result["given_up"] = m.given_up;
    result["lost"] = m.lost;
    result["hosts"] = m.hosts;
    py::list partitions;
    for (const partition_state& p : m.partitions) {
        py::dict one;
        one["partition"] = p.lease.partition;
        one["host"] = p.lease.valid ? py::object{py::str(p.lease.host)} : py::object{py::none()};
        one["epoch"] = p.lease.epoch;
        one["waiting"] = p.waiting;
        one["refused"] = p.refused;
        partitions.append(one);
    }
    result["partitions"] = partitions;
    return result;
}

host_metrics metrics(host_handle& self) {
    return self.with([](host& h, issues& found) { return h.metrics(found).value_or(host_metrics{}); });
}

}  // namespace

void define_host(py::module_& m) {
    py::class_<host_handle>(m, "Host")
        .def(py::init<const py::dict&>())
        .def("tend", [](host_handle& self) { self.with([](host& h, issues& found) { return h.tend(found); }); })
        .def("partitions", [](host_handle& self) { return self.with([](host& h, issues&) { return h.partitions(); }); })
        .def("engine", &host_handle::engine_of, py::keep_alive<0, 1>())
        .def("partition_of",
             [](host_handle& self, const py::handle& mapping) {
                 const event e = to_event(mapping, self.how().zone);
                 return self.with([&](host& h, issues&) { return h.partition_of(e); });
             })
        .def("post", &post)
        .def("work",
             [](host_handle& self, std::size_t at_most) {
                 return self.with([&](host& h, issues& found) { return h.work(at_most, found); });
             })
        .def("refused", &refused)
        .def("retry",
             [](host_handle& self, std::uint64_t number) {
                 self.with([&](host& h, issues& found) { return h.retry(number, found); });
             })
        .def("drop",
             [](host_handle& self, std::uint64_t number) {
                 self.with([&](host& h, issues& found) { return h.drop(number, found); });
             })
        .def("look", &look)
        .def("behind",
             [](host_handle& self, const std::string& partition, std::uint64_t as_of) {
                 const auto count =
                     self.with([&](host& h, issues& found) { return h.behind(partition, as_of, found); });
                 if (!count) throw py::value_error("nobody has had the partition \"" + partition + "\" yet");
                 return *count;
             })
        .def("metrics", [](host_handle& self) { return from_metrics(metrics(self)); })
        .def("prometheus",
             [](host_handle& self, const std::string& labels) { return to_prometheus(metrics(self), labels); })
        .def("leave", &host_handle::leave);
}

}  // namespace reglament::python
