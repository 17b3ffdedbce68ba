#pragma once

// Marks the namespace of a public header: what it declares is seen outside the shared libraries, in
// which everything else is hidden.
#define PANET_PUBLIC [[gnu::visibility("default")]]
