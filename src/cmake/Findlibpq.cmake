# PostgreSQL's client library. CMake's own module also asks for headers of the server.
find_path(LIBPQ_INCLUDE_DIR libpq-fe.h PATH_SUFFIXES postgresql pgsql)
find_library(LIBPQ_LIBRARY pq)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(libpq REQUIRED_VARS LIBPQ_LIBRARY LIBPQ_INCLUDE_DIR)
if(libpq_FOUND AND NOT TARGET libpq::libpq)
  add_library(libpq::libpq UNKNOWN IMPORTED)
  set_target_properties(libpq::libpq PROPERTIES
    IMPORTED_LOCATION "${LIBPQ_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${LIBPQ_INCLUDE_DIR}")
endif()
mark_as_advanced(LIBPQ_INCLUDE_DIR LIBPQ_LIBRARY)
