/* Runs a C header of Sizewise on grey levels from stdin, 784 bytes an image, and writes ten int8 codes for each to stdout.
   cc -O2 -DSIZEWISE_HEADER='"network.h"' reference.c -o reference */
#include <stdio.h>
#include SIZEWISE_HEADER

static int8_t arena[SIZEWISE_ARENA];

/* x * multiplier * 2^(shift - 31), rounded as TensorFlow Lite does. */
static int32_t times(int32_t x, int32_t multiplier, int shift) {
  int32_t shifted = shift > 0 ? (int32_t)((uint32_t)x << shift) : x;
  int32_t high = (int32_t)(((int64_t)shifted * multiplier + (1 << 30)) >> 31);
  if (shift >= 0) return high;
  return (int32_t)(((int64_t)high + (1LL << (-shift - 1)) - (high < 0)) >> -shift);
}

static int8_t bounded(const sizewise_operation *o, int32_t code) {
  return (int8_t)(code < o->low ? o->low : code > o->high ? o->high : code);
}

/* A convolution's, a depthwise convolution's, a pooling's or a mean's output for channel c at row r and column k. */
static int8_t windowed(const sizewise_operation *o, int r, int k, int c) {
  int isConv = o->type == SIZEWISE_CONV, depth = isConv ? o->channels / o->groups : 1, count = 0;
  int first = isConv ? c / (o->out_channels / o->groups) * depth : c / o->groups;
  int32_t sum = o->bias ? o->bias[c] : 0, most = -128;
  int height = o->type == SIZEWISE_MEAN ? o->height : o->size, width = o->type == SIZEWISE_MEAN ? o->width : o->size;
  for (int i = 0; i < height; i++)
    for (int j = 0; j < width; j++) {
      int y = r * o->stride - o->top + i * o->dilation, x = k * o->stride - o->left + j * o->dilation;
      if (y < 0 || y >= o->height || x < 0 || x >= o->width) continue;
      const int8_t *pixel = arena + o->a + (y * o->width + x) * o->channels + first;
      const int8_t *w = isConv ? o->codes + ((c * o->size + i) * o->size + j) * depth
                               : o->codes ? o->codes + (i * o->size + j) * o->out_channels + c : 0;
      for (int d = 0; d < depth; d++) {
        sum += w ? (pixel[d] - o->zero_a) * w[d] : o->type == SIZEWISE_MEAN ? pixel[d] - o->zero_a : pixel[d];
        if (pixel[d] > most) most = pixel[d];
      }
      count++;
    }
  if (o->type == SIZEWISE_MAX_POOL) return (int8_t)most;
  if (o->type == SIZEWISE_AVERAGE_POOL) return (int8_t)((sum + (sum > 0 ? count / 2 : -(count / 2))) / count);
  int channel = o->type == SIZEWISE_MEAN ? 0 : c;
  return bounded(o, times(sum, o->multipliers[channel], o->shifts[channel]) + o->zero_out);
}

static void run(const sizewise_operation *o) {
  int8_t *a = arena + o->a, *b = arena + o->b, *out = arena + o->out;
  int pixels = o->out_height * o->out_width, n = o->type == SIZEWISE_MEAN ? 1 : pixels, channels = o->out_channels;
  for (int p = 0; p < n; p++)
    for (int c = 0; c < channels; c++) {
      int i = p * channels + c;
      if (o->type == SIZEWISE_TABLE) out[i] = o->codes[a[i] + 128];
      else if (o->type == SIZEWISE_CONCAT) {
        out[2 * p * channels + c] = a[i];
        out[2 * p * channels + channels + c] = b[i];
      } else if (o->type == SIZEWISE_ADD) {
        int32_t sum = times((a[i] - o->zero_a) * (1 << 20), o->multipliers[0], o->shifts[0]) +
                      times((b[i] - o->zero_b) * (1 << 20), o->multipliers[1], o->shifts[1]);
        out[i] = bounded(o, times(sum, o->multipliers[2], o->shifts[2]) + o->zero_out);
      } else out[i] = windowed(o, n == 1 ? 0 : p / o->out_width, n == 1 ? 0 : p % o->out_width, c);
    }
}

int main(void) {
  uint8_t image[784];
  while (fread(image, 1, sizeof image, stdin) == sizeof image) {
    for (int i = 0; i < 784; i++) arena[SIZEWISE_INPUT + i] = sizewise_pixels[image[i]];
    for (int i = 0; i < SIZEWISE_OPERATIONS; i++) run(&sizewise_operations[i]);
    fwrite(arena + SIZEWISE_OUTPUT, 1, 10, stdout);
  }
  return 0;
}
