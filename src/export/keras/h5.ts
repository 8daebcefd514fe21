import type { File, Group } from 'h5wasm';

export type { Group };

/** The bytes of an HDF5 file that `fill` writes into; loads a library of 1 MB, gzipped, when it is first asked. */
export async function writeHdf5(fill: (root: File) => void): Promise<Uint8Array<ArrayBuffer>> {
  const { default: h5wasm } = await import('h5wasm');
  const { FS } = await h5wasm.ready;
  const path = 'network.h5'; // in the library's own memory
  const file = new h5wasm.File(path, 'w');
  try {
    fill(file);
  } finally {
    file.close();
  }
  const bytes = Uint8Array.from(FS.readFile(path));
  FS.unlink(path);
  return bytes;
}

/** The group at a path, made where it is not there yet. */
export function groupAt(group: Group, path: string): Group {
  let found = group;
  for (const name of path.split('/')) {
    const next = found.get(name);
    found = (next === null ? found.create_group(name) : next) as Group; // only groups have paths below them
  }
  return found;
}

/** A float32 tensor, or one int64 for a bigint. */
export function writeTensor(
  group: Group,
  name: string,
  { shape, values }: { readonly shape: readonly number[]; readonly values: Float32Array | bigint },
): void {
  const dataset =
    typeof values === 'bigint' ? { data: [values], dtype: '<q' } : { data: values, dtype: '<f' };
  group.create_dataset({ name, shape: [...shape], ...dataset } as Parameters<
    Group['create_dataset']
  >[0]); // its type leaves lists of bigint out
}
