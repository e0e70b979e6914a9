package org.curbline.store.embedded;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** For a library that prints and cannot be told not to. */
final class Silence {
    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    private Silence() {}

    /** Does something; what this thread prints meanwhile goes nowhere, what others print is printed. */
    static <T> T around(Supplier<T> action) {
        ONE_AT_A_TIME.lock();
        PrintStream out = System.out;
        PrintStream err = System.err;
        try {
            System.setOut(withoutThisThread(out));
            System.setErr(withoutThisThread(err));
            return action.get();
        } finally {
            System.setOut(out);
            System.setErr(err);
            ONE_AT_A_TIME.unlock();
        }
    }

    private static PrintStream withoutThisThread(PrintStream stream) {
        return new PrintStream(new ForOthers(stream, Thread.currentThread()), true, StandardCharsets.UTF_8);
    }

    private static final class ForOthers extends FilterOutputStream {
        private final Thread silenced;

        ForOthers(OutputStream out, Thread silenced) {
            super(out);
            this.silenced = silenced;
        }

        @Override
        public void write(int b) throws IOException {
            if (Thread.currentThread() != silenced) {
                out.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (Thread.currentThread() != silenced) {
                out.write(bytes, from, length);
            }
        }
    }
}
