# Files of strangers are read: what would be a fault of memory there is to end the program rather than to be used.
option(PANET_HARDENING "Check bounds and stacks at run time, fix addresses of functions before the program starts" ON)
if(PANET_HARDENING)
  target_compile_options(panet_warnings INTERFACE -fstack-protector-strong
                         $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
  target_compile_definitions(panet_warnings INTERFACE _GLIBCXX_ASSERTIONS)
  target_link_options(panet_warnings INTERFACE LINKER:-z,relro,-z,now)
endif()
