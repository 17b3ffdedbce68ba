#pragma once

#include <pybind11/pybind11.h>

#include <string>

namespace panet::python {

// Names of files, and what is made of them: bytes in C++, in Python a str as os.fsdecode makes it,
// so that a name that is not UTF-8 comes back as it was.
struct Text {
  std::string bytes;
};

inline pybind11::str str_of(const std::string& bytes) {
  return pybind11::reinterpret_steal<pybind11::str>(
      PyUnicode_DecodeFSDefaultAndSize(bytes.data(), static_cast<Py_ssize_t>(bytes.size())));
}

}  // namespace panet::python

template <>
struct pybind11::detail::type_caster<panet::python::Text> {
  PYBIND11_TYPE_CASTER(panet::python::Text, const_name("str"));

  bool load(handle source, bool) {
    if (PyUnicode_Check(source.ptr()) == 0) return false;
    const auto encoded = reinterpret_steal<object>(PyUnicode_EncodeFSDefault(source.ptr()));
    if (!encoded) throw error_already_set();
    value.bytes = static_cast<std::string>(reinterpret_borrow<pybind11::bytes>(encoded));
    if (value.bytes.find('\0') != std::string::npos) throw value_error("embedded null character");
    return true;
  }

  static handle cast(const panet::python::Text& text, return_value_policy, handle) {
    return panet::python::str_of(text.bytes).release();
  }
};
