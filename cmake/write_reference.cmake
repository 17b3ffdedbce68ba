cmake_minimum_required(VERSION 3.22)
# Writes to the folder OUTPUT what PROGRAM tells of itself: panet.bash, _panet (for zsh), panet.fish and man/.
file(REMOVE_RECURSE ${OUTPUT})
file(MAKE_DIRECTORY ${OUTPUT}/man)

function(told file)
  execute_process(COMMAND ${PROGRAM} ${ARGN} OUTPUT_FILE ${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

told(${OUTPUT}/panet.bash completion bash)
told(${OUTPUT}/_panet completion zsh)
told(${OUTPUT}/panet.fish completion fish)

execute_process(COMMAND ${PROGRAM} manual --list OUTPUT_VARIABLE commands OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\n" ";" commands "${commands}")
foreach(command IN LISTS commands)
  string(REPLACE " " ";" words "${command}")
  string(REPLACE " " "-" page "${command}")
  list(POP_FRONT words)
  told(${OUTPUT}/man/${page}.1 manual ${words})
endforeach()
file(WRITE ${OUTPUT}/man/panet-torch.1 ".so man1/panet.1\n")  # the same program, with training in it

find_program(GZIP gzip REQUIRED)
file(GLOB pages ${OUTPUT}/man/*.1)
execute_process(COMMAND ${GZIP} -9n ${pages} COMMAND_ERROR_IS_FATAL ANY)
file(TOUCH ${OUTPUT}/written)
