// Outline: where each step of a regulation stands: in which branches, turns and handlers.
#pragma once

#include <reglament/regulation/regulation.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace reglament {

/// Tokens of a run are where the run divided, so a token may only come to a step that stands in the same ones.
class outline {
public:
    /// Ids that steps have in another version.
    using names = std::map<std::string, std::string, std::less<>>;

    struct entry {
        const step* what = nullptr;
        std::string around;  ///< "|fork a/first|each b": from the outside in
        std::string inside;  ///< the innermost of them, by its step's id
    };

    explicit outline(const regulation& r, const names& all = {});

    [[nodiscard]] const entry* find(std::string_view id) const;
    /// Steps whose author gave them no id, by kind.
    [[nodiscard]] std::size_t unnamed(std::size_t kind) const;

private:
    void walk_handler(const handler_rule& h, const std::string& of, const std::string& around,
                      const std::string& inside, const names& all);
    void walk(const block& steps, const std::string& around, const std::string& inside, const names& all);
    void walk(const step& s, const std::string& around, const std::string& inside, const names& all);

    std::map<std::string, entry, std::less<>> entries_;
    std::map<std::size_t, std::size_t> unnamed_;
};

/// What a step is called there.
[[nodiscard]] std::string renamed(const outline::names& all, std::string_view name);

}  // namespace reglament
