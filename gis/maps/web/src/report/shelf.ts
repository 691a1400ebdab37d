/** Keeps reports in the browser (IndexedDB), where photos have room. */

const NAME = 'wangge-reports';
const STORES = ['reports', 'drafts'] as const;

let database: Promise<IDBDatabase> | null = null;

/** One of the browser's stores: things by their external id. */
export class IndexedShelf<T extends { readonly external: string }> {
  constructor(private readonly store: (typeof STORES)[number]) {}

  async all(): Promise<T[]> {
    return await this.work('readonly', (store) => store.getAll() as IDBRequest<T[]>);
  }

  async put(one: T): Promise<void> {
    await this.work('readwrite', (store) => store.put(one));
  }

  async remove(external: string): Promise<void> {
    await this.work('readwrite', (store) => store.delete(external));
  }

  /** Resolves once the transaction is over: what was written then stays. */
  private async work<R>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<R>,
  ): Promise<R> {
    database ??= opened();
    const opening = database;
    const found = await opening.catch((error: unknown) => {
      // The next one tries again.
      database = null;
      throw error;
    });
    return new Promise((resolve, reject) => {
      const transaction = found.transaction(this.store, mode, { durability: 'strict' });
      const request = work(transaction.objectStore(this.store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('not kept'));
    });
  }
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const name of STORES) {
        request.result.createObjectStore(name, { keyPath: 'external' });
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no shelf'));
  });
}
