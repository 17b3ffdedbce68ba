#pragma once

// Everything a program needs that trains: find_package(panet COMPONENTS train), panet::train.

#include "panet/panet.h"
#include "panet/train/network/torch_encoder.h"
#include "panet/train/network/torch_engine.h"
#include "panet/train/training.h"
