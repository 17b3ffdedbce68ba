#include "parallel/proof.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "panet/base/error.h"

namespace panet {

Nonce fresh_nonce() {
  Nonce nonce;
  if (RAND_bytes(nonce.data(), static_cast<int>(nonce.size())) != 1)
    throw Error("the system has no random numbers for the ranks' meeting");
  return nonce;
}

Proof proof_of(const std::string& secret, End speaker, const Nonce& of_host,
               const Nonce& of_guest) {
  std::string said = speaker == End::host ? "panet host" : "panet guest";
  said.append(of_host.begin(), of_host.end()).append(of_guest.begin(), of_guest.end());
  Proof proof;
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(said.data()), said.size(), proof.data(),
           nullptr) == nullptr)
    throw Error("OpenSSL cannot compute HMAC-SHA-256");
  return proof;
}

bool is_same(const Proof& a, const Proof& b) {
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace panet
