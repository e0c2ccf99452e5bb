# What every target of ours is compiled with. `reglament_target(name)` applies it; with PLAIN what no sanitizer is to watch.

find_program(REGLAMENT_CCACHE ccache)
if(REGLAMENT_CCACHE AND PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${REGLAMENT_CCACHE}")
endif()

function(reglament_target name)
  cmake_parse_arguments(arg "PLAIN" "" "" ${ARGN})
  target_compile_features(${name} PUBLIC cxx_std_20)
  set_target_properties(${name} PROPERTIES
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON)
  if(MSVC)
    target_compile_options(${name} PRIVATE /W4 /utf-8)
  else()
    target_compile_options(${name} PRIVATE -Wall -Wextra -Wconversion -Wshadow)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      target_compile_options(${name} PRIVATE -Wno-restrict)  # cries wolf on "text" + std::string (GCC bug 105651)
    endif()
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # optimising, it takes the insides of the standard library for mistakes
      target_compile_options(${name} PRIVATE
        "$<$<CONFIG:Release>:-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-array-bounds;-Wno-maybe-uninitialized>")
    endif()
    if(REGLAMENT_WERROR)
      target_compile_options(${name} PRIVATE -Werror)
    endif()
    if(REGLAMENT_SANITIZE)
      target_link_options(${name} PRIVATE -fsanitize=${REGLAMENT_SANITIZE})
    endif()
    if(REGLAMENT_COVERAGE)
      target_link_options(${name} PRIVATE --coverage)
    endif()
    if(arg_PLAIN)
      return()
    endif()
    if(REGLAMENT_SANITIZE)
      target_compile_options(${name} PRIVATE -fsanitize=${REGLAMENT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    endif()
    if(REGLAMENT_FUZZ)
      target_compile_options(${name} PRIVATE -fsanitize=fuzzer-no-link)
    endif()
    if(REGLAMENT_COVERAGE)
      target_compile_options(${name} PRIVATE --coverage -fprofile-update=atomic)
    endif()
  endif()
endfunction()
