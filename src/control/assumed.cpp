#include "control/assumed.hpp"

#include "feel/number_range.hpp"

namespace reglament {

namespace {

feel::date_time local_at(instant at, const feel::zone& zone) {
    return feel::date_time{feel::zone{zone}.to_local(at), zone};
}

}  // namespace

feel::value assumed_value(const feel::type& t, instant at, const feel::zone& zone) {
    if (t.is_enumeration()) return feel::value{t.values.front()};
    switch (t.kind) {
        case feel::type_kind::boolean:
            return feel::value{true};
        case feel::type_kind::number:
            return feel::value{t.within == nullptr ? feel::number{0} : feel::some_number_in(*t.within, 0)};
        case feel::type_kind::string:
            return feel::value{""};
        case feel::type_kind::date:
            return feel::value{local_at(at, zone).day()};
        case feel::type_kind::time:
            return feel::value{local_at(at, zone).time()};
        case feel::type_kind::date_time:
            return feel::value{local_at(at, zone)};
        case feel::type_kind::time_duration:
            return feel::value{feel::time_duration{}};
        case feel::type_kind::months_duration:
            return feel::value{feel::months_duration{}};
        case feel::type_kind::list:
            return feel::value{feel::list{}};
        case feel::type_kind::context:
            return feel::value{feel::context{}};
        default:
            return {};
    }
}

}  // namespace reglament
