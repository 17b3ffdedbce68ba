# Debian packages, one of each component of cmake/install.cmake: `./x package`, or `cpack` in a build folder whose prefix
# is /usr.
set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL program development)
if(PANET_BUILD_TRAIN)
  list(APPEND CPACK_COMPONENTS_ALL train)
endif()
if(TARGET panet_python)
  list(APPEND CPACK_COMPONENTS_ALL python3)
endif()

set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_NAME panet)
set(CPACK_PACKAGE_VENDOR "PANet in C++")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package has its own
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# Who made a package, by the variables that Debian's own tools read.
set(maintainer_name "$ENV{DEBFULLNAME}")
set(maintainer_address "$ENV{DEBEMAIL}")
if(NOT maintainer_name OR NOT maintainer_address)
  set(maintainer_name "PANet in C++")
  set(maintainer_address panet@noreply.invalid)
endif()
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${maintainer_name} <${maintainer_address}>")

set(packaging ${PROJECT_SOURCE_DIR}/packaging)
set(made ${PROJECT_BINARY_DIR}/packaging)
configure_file(${packaging}/copyright ${made}/copyright COPYONLY)
string(TIMESTAMP package_date "%a, %d %b %Y %H:%M:%S +0000" UTC)  # SOURCE_DATE_EPOCH, where that is set
configure_file(${packaging}/changelog.in ${made}/changelog @ONLY)
find_program(GZIP gzip REQUIRED)
execute_process(COMMAND ${GZIP} -9nf ${made}/changelog COMMAND_ERROR_IS_FATAL ANY)

# panet_deb(COMPONENT NAME SECTION DEPENDS SUMMARY LINE...)
macro(panet_deb component name section depends summary)
  string(TOUPPER ${component} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${name})
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section})
  set(CPACK_DEBIAN_${upper}_PACKAGE_DEPENDS "${depends}")
  set(lines ${ARGN})
  list(JOIN lines "\n" text)
  set(CPACK_DEBIAN_${upper}_DESCRIPTION "${summary}\n${text}")
  install(FILES ${made}/copyright ${made}/changelog.gz DESTINATION share/doc/${name} COMPONENT ${component}
          EXCLUDE_FROM_ALL)
endmacro()

set(what_it_is "PANet finds in pictures, pixel by pixel, what is annotated in one to five"
               "others (masks, scribbles or boxes), without training for new classes.")
set(same "panet (= ${PROJECT_VERSION})")
panet_deb(program panet science "" "few-shot image segmentation: annotate a few, segment all"
          ${what_it_is} "."
          "This is the command-line program with the labelling page of 'panet serve', its"
          "model, and the library that it is made of.")
panet_deb(development panet-dev libdevel "${same}" "few-shot image segmentation: files to build programs with"
          ${what_it_is} "."
          "These are the library's headers and its files for CMake and pkg-config.")
panet_deb(train panet-train science "${same}" "few-shot image segmentation: training with LibTorch"
          ${what_it_is} "."
          "This is 'panet train', which trains an encoder by episodes, GPUs and LibTorch's"
          "engine for the other commands, and the library for programs that train.")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS curl)  # which fetches pictures of a Label Studio elsewhere
set(CPACK_DEBIAN_TRAIN_PACKAGE_SUGGESTS panet-dev)
foreach(component PROGRAM TRAIN)
  set(CPACK_DEBIAN_${component}_PACKAGE_CONTROL_EXTRA ${packaging}/triggers)
endforeach()
if(TARGET panet_python)
  execute_process(COMMAND ${PANET_PYTHON} -c "import sys; print('3.%d;3.%d' % (sys.version_info[1], sys.version_info[1] + 1))"
                  OUTPUT_VARIABLE python_versions OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  list(GET python_versions 0 python_from)
  list(GET python_versions 1 python_below)
  panet_deb(python3 python3-panet python
            "${same}, python3 (>= ${python_from}~), python3 (<< ${python_below}), python3-numpy"
            "few-shot image segmentation: Python module"
            ${what_it_is} "."
            "This is the module for Python, whose pictures and masks are arrays of numpy,"
            "PIL, OpenCV or PyTorch.")
  set(CPACK_DEBIAN_PYTHON3_PACKAGE_CONTROL_EXTRA ${packaging}/postinst ${packaging}/prerm)
endif()

include(CPack)
