/** Keeps reports in the browser (IndexedDB), where photos have room. */
import type { Kept } from './contract.ts';
import type { Shelf } from './queue.ts';

const NAME = 'wangge-reports';
const STORE = 'reports';

/** The shelf of this browser. */
export class IndexedShelf implements Shelf {
  #database: Promise<IDBDatabase> | null = null;

  async all(): Promise<Kept[]> {
    return await this.#do('readonly', (store) => store.getAll() as IDBRequest<Kept[]>);
  }

  async put(one: Kept): Promise<void> {
    await this.#do('readwrite', (store) => store.put(one));
  }

  async remove(external: string): Promise<void> {
    await this.#do('readwrite', (store) => store.delete(external));
  }

  /** Resolves once the transaction is over: what was written then stays. */
  async #do<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    this.#database ??= opened();
    const database = await this.#database;
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: 'strict' });
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('not kept'));
    });
  }
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore(STORE, { keyPath: 'external' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no shelf'));
  });
}
