package org.curbline.registry.access;

import java.util.concurrent.atomic.AtomicInteger;

/** No hash at all, but quick, and it knows how often it was asked. */
public final class HashThatCounts implements PasswordHashes.SlowHash {
    public final AtomicInteger checks = new AtomicInteger();

    @Override
    public String hash(String password) {
        return "hash of " + password;
    }

    @Override
    public boolean check(String password, String storedHash) {
        checks.incrementAndGet();
        return storedHash.equals(hash(password));
    }
}
