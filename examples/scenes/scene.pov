// Picture number Picture of shot list Subject: 1 mug, 2 teapot, 3 chair,
// 4 fruit bowl, 5 lamp, 6 several classes. MaskPass = 1 paints every visible
// class in its own flat colour instead of rendering a picture.
//
//   povray Declare=Subject=1 Declare=Picture=3 Declare=MaskPass=0 +Iscene.pov

#version 3.7;

#ifndef (Subject)  #declare Subject = 1; #end
#ifndef (Picture)  #declare Picture = 1; #end
#ifndef (MaskPass) #declare MaskPass = 0; #end

global_settings {
  assumed_gamma 1.0
  max_trace_level 5
  adc_bailout 0.02
  #if (!MaskPass)
    radiosity {
      pretrace_start 0.08 pretrace_end 0.02
      count 60 nearest_count 6 error_bound 0.7 low_error_factor 0.6
      recursion_limit 1 gray_threshold 0.1 minimum_reuse 0.01
    }
  #end
}

#include "common.inc"
#include "materials.inc"
#include "rooms.inc"
#include "props.inc"
#include "mug.inc"
#include "teapot.inc"
#include "chair.inc"
#include "fruit_bowl.inc"
#include "lamp.inc"

Reseed(1000 * Subject + Picture)

#switch (Subject)
  #case (1) #include "shots_mug.inc"        #break
  #case (2) #include "shots_teapot.inc"     #break
  #case (3) #include "shots_chair.inc"      #break
  #case (4) #include "shots_fruit_bowl.inc" #break
  #case (5) #include "shots_lamp.inc"       #break
  #case (6) #include "shots_multi.inc"      #break
#end
