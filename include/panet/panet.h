#pragma once

// Everything a user of the library needs, in the order in which a picture travels through it.

#include "panet/data/episode_file.h"
#include "panet/data/open_dataset.h"
#include "panet/data/picture_list.h"
#include "panet/data/support_folder.h"
#include "panet/eval/evaluation.h"
#include "panet/eval/figure.h"
#include "panet/file/error.h"
#include "panet/image/contact_sheet.h"
#include "panet/image/decode.h"
#include "panet/image/encode.h"
#include "panet/image/overlay.h"
#include "panet/segment/segment_job.h"
#include "panet/segment/segmenter.h"
#include "panet/segment/support_stream.h"
#include "panet/weights/prototype_file.h"
