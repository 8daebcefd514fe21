"""Random orders, the same as the page's: its counter-based numbers, and mulberry32 for the packed data."""

import numpy as np

shuffle_stream, folds_stream = 0x1000_0000, 0x7000_0000
golden, mask = 0x9E3779B9, 0xFFFFFFFF
first_chunk = 5000


def mix(value):
    x = np.asarray(value, np.uint32)
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x7FEB352D)
    x = (x ^ (x >> np.uint32(15))) * np.uint32(0x846CA68B)
    return x ^ (x >> np.uint32(16))


def hash32(seed, stream, counters):
    """32 random bits for each counter."""
    seed = np.array([(seed + golden) & mask], np.uint32)
    key = mix(mix(seed) ^ np.uint32(stream))
    return mix(mix(key + np.asarray(counters, np.uint32) * np.uint32(golden)) ^ key)


def permutation(n, seed, stream):
    """A random order of 0…n−1 (Fisher–Yates)."""
    order = list(range(n))
    bits = hash32(seed, stream, np.arange(n)).tolist()
    for last in range(n - 1, 0, -1):
        chosen = bits[last] * (last + 1) >> 32
        order[last], order[chosen] = order[chosen], order[last]
    return np.array(order, np.int64)


def epoch_order(epoch, n, seed):
    """The order of one epoch, from 1: the first shuffles within chunks, later ones all images."""
    stream = shuffle_stream + epoch
    if epoch > 1:
        return permutation(n, seed, stream)
    starts = range(0, n, first_chunk)
    seeds = hash32(seed, stream, np.arange(len(starts))).tolist()
    parts = [start + permutation(min(first_chunk, n - start), own, stream) for start, own in zip(starts, seeds)]
    return np.concatenate(parts)


def folds(labels, count, seed):
    """The fold of each image, every class dealt in turn."""
    fold_of, dealt = np.zeros(len(labels), np.int64), 0
    for label in range(10):
        places = np.flatnonzero(labels == label)
        places = places[permutation(len(places), seed, folds_stream + label)]
        fold_of[places] = (dealt + np.arange(len(places))) % count
        dealt += len(places)
    return fold_of


def mulberry32(state):
    while True:
        state = (state + 0x6D2B79F5) & mask
        mixed = (state ^ state >> 15) * (state | 1) & mask
        mixed ^= (mixed + ((mixed ^ mixed >> 7) * (mixed | 61) & mask)) & mask
        yield (mixed ^ mixed >> 14) / 2**32


def shuffle(items, random):
    for last in range(len(items) - 1, 0, -1):
        other = int(next(random) * (last + 1))
        items[last], items[other] = items[other], items[last]


def shares(seats, sizes):
    """Seats for each class in proportion, by largest remainder."""
    quotas = [seats * size / sum(sizes) for size in sizes]
    given = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(sizes)), key=lambda index: (given[index] - quotas[index], index))
    for index in by_remainder[: seats - sum(given)]:
        given[index] += 1
    return given


def packed(labels, seed, chunk_size):
    """The training images as the page packs them, chunk after chunk."""
    random = mulberry32(seed)
    pools = [np.flatnonzero(labels == label).tolist() for label in range(10)]
    for pool in pools:
        shuffle(pool, random)
    order = []
    for _ in range(len(labels) // chunk_size):
        chunk = []
        for pool, share in zip(pools, shares(chunk_size, [len(pool) for pool in pools])):
            chunk += pool[:share]
            del pool[:share]
        shuffle(chunk, random)
        order += chunk
    return np.array(order)
