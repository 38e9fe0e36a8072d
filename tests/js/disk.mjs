/**
 * A disk for the tests of what the browser keeps: IndexedDB in memory, which can be refused and can
 * be full.
 */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';

const { put } = IDBObjectStore.prototype;

/** An empty one. */
export function freshDisk() {
  Object.defineProperty(globalThis, 'indexedDB', {
    value: new IDBFactory(),
    configurable: true,
    writable: true,
  });
  IDBObjectStore.prototype.put = put;
}

/** As in a sandboxed frame. */
export function refuseStorage() {
  Object.defineProperty(globalThis, 'indexedDB', {
    configurable: true,
    get() {
      throw new DOMException('no', 'SecurityError');
    },
  });
}

/** Nothing more can be written. */
export function fillDisk() {
  IDBObjectStore.prototype.put = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
}
