/** What comes before the numbers: how they are to be read. */
export const opening = (name: string): string => `/*
 * ${name.replaceAll('*/', '* /').replaceAll(/[\r\n]/g, ' ')}: a network for handwritten digits in whole numbers, made with Sizewise.
 *
 * Input: 28 x 28 grey levels, 0 is the background; sizewise_pixels turns each into the code that the network reads, and the
 * codes go to SIZEWISE_INPUT of the arena. Output: ten int8 codes at SIZEWISE_OUTPUT, one for each digit; the largest
 * is the answer. real = SIZEWISE_OUTPUT_SCALE * (code - SIZEWISE_OUTPUT_ZERO_POINT) are logits: softmax is not in it.
 *
 * sizewise_operations run one after the other on an arena of SIZEWISE_ARENA bytes. Images lie row by row, channels last. The
 * arithmetic is that of TensorFlow Lite's reference kernels: int32 sums of (code - zero point) * weight, plus the bias, times
 * multiplier * 2^(shift - 31), plus the output's zero point, between low and high.
 *
 * CONV          codes[filter][row][column][channel of its group]; out_channels biases, multipliers and shifts
 * DEPTHWISE     codes[row][column][output channel]; output channel c reads input channel c / groups
 * MAX_POOL, AVERAGE_POOL   over the pixels of the window that lie in the image
 * MEAN          over all pixels; its one factor divides by their number as well
 * TABLE         codes[input code + 128] is the output's code, number by number
 * ADD           three factors: of a, of b (both after << 20), and of their sum
 * CONCAT        the channels of a, then those of b, pixel by pixel
 */
#ifndef SIZEWISE_NETWORK_H
#define SIZEWISE_NETWORK_H

#include <stdint.h>

enum {
  SIZEWISE_CONV, SIZEWISE_DEPTHWISE, SIZEWISE_MAX_POOL, SIZEWISE_AVERAGE_POOL,
  SIZEWISE_MEAN, SIZEWISE_TABLE, SIZEWISE_ADD, SIZEWISE_CONCAT
};

typedef struct {
  uint8_t type;
  uint32_t a, b, out;                      /* where inputs and output lie in the arena */
  int32_t height, width, channels;         /* of a */
  int32_t out_height, out_width, out_channels;
  uint8_t size, stride, dilation, top, left; /* of the window; top and left: pixels of padding */
  uint16_t groups;                         /* DEPTHWISE: filters for each channel */
  int8_t zero_a, zero_b, zero_out, low, high;
  const int8_t *codes;
  const int32_t *bias, *multipliers;
  const int8_t *shifts;
} sizewise_operation;
`;

export const closing = `
#endif`;
