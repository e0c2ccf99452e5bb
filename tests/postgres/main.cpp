// The tests of stores and durable engines once more, on PostgreSQL, and what only a server can do to them.
#include "postgres/cluster.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <cstring>
#include <iostream>

int main(int count, char** arguments) {
    using reglament::testing::cluster;
    constexpr int skipped = 77;
    const auto programs = cluster::find_programs();
    if (!programs) {
        std::cerr << "PostgreSQL's server is not installed: nothing was tested\n";
        const char* const ci = std::getenv("CI");
        return ci != nullptr && std::strcmp(ci, "true") == 0 ? 1 : skipped;
    }
    const cluster server{*programs};
    if (!server.is_up()) {
        std::cerr << "PostgreSQL's server could not be started\n";
        return 1;
    }
    ::setenv("REGLAMENT_TEST_STORE", server.url().c_str(), 1);
    ::testing::InitGoogleMock(&count, arguments);
    return RUN_ALL_TESTS();
}
