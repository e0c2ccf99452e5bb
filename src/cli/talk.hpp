// Talk: a script gone through line by line at the terminal.
#pragma once

#include "cli/command.hpp"

#include <reglament/control/script_play.hpp>

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace reglament::cli {

class talk {
public:
    /// Asks a question; nothing at the end of the input. `words` are completed.
    using asker = std::function<std::optional<std::string>(const std::string& question, const feel::context& words)>;

    talk(std::shared_ptr<const script> of, feel::zone zone, const session& s, std::ostream& out, asker ask)
        : play_{std::move(of), zone}, s_{s}, out_{out}, ask_{std::move(ask)} {}

    /// What the client answers is known beforehand, from the form it comes to: at each line it is told. False: no talk
    /// comes to such a form.
    bool client_says(const feel::context& form);
    /// Somebody plays the client: at each line they answer first, or "-": nobody is there.
    void client_plays() { two_ = true; }

    /// To its end. False: the input has ended, or nobody was there.
    bool go();
    [[nodiscard]] bool nobody() const noexcept { return nobody_; }

    /// What whoever speaks has filled in; what somebody has answered for the client.
    [[nodiscard]] feel::context form() const { return play_.form(); }
    [[nodiscard]] feel::context told() const { return form_of(play_.of(), told_); }

private:
    void show() const;
    bool client_answers();
    bool answer();
    void tell_client() const;
    [[nodiscard]] std::string question() const;
    [[nodiscard]] std::string words_of(const script_turn& turn) const;

    script_play play_;
    const session& s_;
    std::ostream& out_;
    asker ask_;
    std::vector<script_turn> guide_, told_;
    bool two_ = false, nobody_ = false, ended_ = false;
};

}  // namespace reglament::cli
