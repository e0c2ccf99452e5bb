# Install and export, so that find_package(reglament) works.
install(TARGETS reglament EXPORT reglament
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" "${PROJECT_BINARY_DIR}/include/"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")
set(reglament_package "${CMAKE_INSTALL_LIBDIR}/cmake/reglament")
install(EXPORT reglament NAMESPACE reglament:: FILE reglament-targets.cmake DESTINATION "${reglament_package}")
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/reglament-config.cmake.in"
  "${PROJECT_BINARY_DIR}/reglament-config.cmake" INSTALL_DESTINATION "${reglament_package}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/reglament-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/reglament-config.cmake"
  "${PROJECT_BINARY_DIR}/reglament-config-version.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/Findlibical.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/Findlibpq.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/Findre2.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/Findutf8proc.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/Findz3.cmake"
  DESTINATION "${reglament_package}")
