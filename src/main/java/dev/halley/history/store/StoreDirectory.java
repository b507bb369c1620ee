package dev.halley.history.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * The files of one directory, which nobody else uses. Tests have one whose disk fails, or loses what was not forced.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
interface StoreDirectory extends Closeable {

    /** @return how it is called in messages */
    String path();

    /** @return the names of all files, in no order */
    List<String> names() throws IOException;

    /** Makes a file that may be written; one of that name loses what it has. */
    StoreFile create(String name) throws IOException;

    /** Opens a file that is there, to be read and written. */
    StoreFile open(String name) throws IOException;

    /** Gives a file another name, at once; one that has that name goes. */
    void rename(String from, String to) throws IOException;

    /** Removes a file if it is there. */
    void delete(String name) throws IOException;

    /** Forces to the disk which files there are. */
    void force() throws IOException;

    /** @return what tells a file from a copy of it; empty where nothing does */
    String identity(String name) throws IOException;
}
