# Manual pages and completions, which the program writes of its own options as it is built.
set(PANET_REFERENCE ${PROJECT_BINARY_DIR}/reference)
set(reference_programs panet_program panet_module)
if(PANET_BUILD_TRAIN)
  list(APPEND reference_programs panet_torch)
endif()
add_custom_command(
  OUTPUT ${PANET_REFERENCE}/written
  COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:panet_program> -DOUTPUT=${PANET_REFERENCE}
          -P ${CMAKE_CURRENT_LIST_DIR}/write_reference.cmake
  DEPENDS ${reference_programs} ${CMAKE_CURRENT_LIST_DIR}/write_reference.cmake
  COMMENT "Writing manual pages and completions" VERBATIM)
add_custom_target(panet_reference ALL DEPENDS ${PANET_REFERENCE}/written)

install(FILES ${PANET_REFERENCE}/panet.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME panet COMPONENT program)
install(FILES ${PANET_REFERENCE}/_panet DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT program)
install(FILES ${PANET_REFERENCE}/panet.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
        COMPONENT program)
# The page of `panet train` goes where that does.
install(DIRECTORY ${PANET_REFERENCE}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program
        PATTERN panet-train.1.gz EXCLUDE PATTERN panet-torch.1.gz EXCLUDE)
if(PANET_BUILD_TRAIN)
  install(FILES ${PANET_REFERENCE}/man/panet-train.1.gz ${PANET_REFERENCE}/man/panet-torch.1.gz
          DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT train)
endif()
