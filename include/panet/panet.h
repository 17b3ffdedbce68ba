#pragma once

// Everything a user of the library needs, in the order in which a picture travels through it.

#include "panet/annotation/support_folder.h"
#include "panet/base/error.h"
#include "panet/base/note.h"
#include "panet/base/thread_count.h"
#include "panet/dataset/open_dataset.h"
#include "panet/episode/absent_queries.h"
#include "panet/episode/episode_file.h"
#include "panet/eval/evaluation.h"
#include "panet/eval/figure.h"
#include "panet/image/contact_sheet.h"
#include "panet/image/decode.h"
#include "panet/image/encode.h"
#include "panet/image/overlay.h"
#include "panet/image/picture_limit.h"
#include "panet/segment/picture_list.h"
#include "panet/segment/scored_pieces.h"
#include "panet/segment/segment_job.h"
#include "panet/segment/segmenter.h"
#include "panet/segment/support_stream.h"
#include "panet/weights/prototype_file.h"
