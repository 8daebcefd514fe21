import { expect, test } from 'vitest';
import { isLocal } from './local-address.ts';

test("the machine's own names are local", () => {
  for (const name of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]', 'app.localhost', ''])
    expect(isLocal(name), name).toBe(true);
});

test('hosts that others reach are not', () => {
  for (const name of ['example.org', '192.168.1.7', 'localhost.example.org', '127.example.org'])
    expect(isLocal(name), name).toBe(false);
});
