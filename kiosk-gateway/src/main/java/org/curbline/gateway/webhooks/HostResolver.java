package org.curbline.gateway.webhooks;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
interface HostResolver {
    /** Fails if there are none. */
    Future<List<InetAddress>> resolve(String host);

    /** As the machine does it, which may block. */
    static HostResolver ofTheMachine(WorkerExecutor workers) {
        return host -> workers.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false);
    }
}
