# The page of `panet serve`: its TypeScript and its style become one file each (esbuild), and with index.html and icon.svg
# they go into the program.
if(NOT PANET_BUILD_PAGE)
  target_sources(panet_serve PRIVATE no_page_assets.cpp)
  return()
endif()

find_program(ESBUILD esbuild)
if(NOT ESBUILD)
  message(FATAL_ERROR "esbuild is missing, which bundles the labelling page: `apt install esbuild`, or `npm install "
                      "--global esbuild`. -DPANET_BUILD_PAGE=OFF builds a `panet serve` without the page.")
endif()

set(page ${CMAKE_CURRENT_SOURCE_DIR}/page)
set(PANET_PAGE_HTML ${page}/index.html)
set(PANET_PAGE_ICON ${page}/icon.svg)
set(PANET_PAGE_SCRIPT ${CMAKE_CURRENT_BINARY_DIR}/page.js)
set(PANET_PAGE_STYLE ${CMAKE_CURRENT_BINARY_DIR}/page.css)
file(GLOB page_sources CONFIGURE_DEPENDS ${page}/*.ts ${page}/*.css)

function(panet_bundle output entry)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${ESBUILD} ${page}/${entry} --bundle --minify --log-level=warning --outfile=${output} ${ARGN}
    DEPENDS ${page_sources} COMMENT "Bundling ${entry}" VERBATIM)
endfunction()
panet_bundle(${PANET_PAGE_SCRIPT} main.ts --target=es2020)
panet_bundle(${PANET_PAGE_STYLE} page.css)

configure_file(page_assets.cpp.in page_assets.cpp @ONLY)
set(page_assets ${CMAKE_CURRENT_BINARY_DIR}/page_assets.cpp)
set_source_files_properties(${page_assets} PROPERTIES OBJECT_DEPENDS
  "${PANET_PAGE_HTML};${PANET_PAGE_ICON};${PANET_PAGE_SCRIPT};${PANET_PAGE_STYLE}")
target_sources(panet_serve PRIVATE ${page_assets})
