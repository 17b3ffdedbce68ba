cmake_minimum_required(VERSION 3.22)
# Writes OUTPUT, a header that tells from which revision of SOURCE the program is built; touched only when that changes.
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12 --match=NoTags OUTPUT_VARIABLE revision
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(revision "unknown")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#pragma once\n\n#define PANET_REVISION \"@revision@\"\n" @ONLY)
