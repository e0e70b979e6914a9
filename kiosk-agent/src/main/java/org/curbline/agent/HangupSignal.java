package org.curbline.agent;

import java.lang.reflect.Proxy;
import org.curbline.program.Why;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, on which a service reads its settings again. By reflection, as the virtual machine's only way to it has no
 * place in Java's own interfaces: the compiler warns of it, and every Java since the first has it.
 */
final class HangupSignal {
    private static final Logger log = LoggerFactory.getLogger(HangupSignal.class);

    private HangupSignal() {}

    /** From now on the signal does not end the process and runs this, on a thread of the virtual machine. */
    static void runs(Runnable work) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    HangupSignal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            work.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handling);
        } catch (ReflectiveOperationException | RuntimeException e) {
            log.warn("The settings cannot be read again on SIGHUP: {}", Why.of(e));
        }
    }
}
