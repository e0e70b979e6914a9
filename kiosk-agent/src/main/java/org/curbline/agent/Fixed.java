package org.curbline.agent;

import java.util.ArrayList;
import java.util.List;

/** The settings that an agent keeps for its life. */
final class Fixed {
    private Fixed() {}

    /** The keys among them that differ, without their prefix. */
    static List<String> changed(AgentSettings one, AgentSettings other) {
        List<String> changed = new ArrayList<>();
        compare("kiosk", one.kiosk(), other.kiosk(), changed);
        compare("identity", one.identity(), other.identity(), changed);
        compare("gateway", one.gateway(), other.gateway(), changed);
        compare("user", one.user(), other.user(), changed);
        compare("password", one.password(), other.password(), changed);
        compare("tls.certificate", one.tls().certificate(), other.tls().certificate(), changed);
        compare("tls.key", one.tls().key(), other.tls().key(), changed);
        compare("proxy.address", one.proxy().address(), other.proxy().address(), changed);
        compare("proxy.user", one.proxy().user(), other.proxy().user(), changed);
        compare("proxy.password", one.proxy().password(), other.proxy().password(), changed);
        compare("spool.folder", one.spool().folder(), other.spool().folder(), changed);
        compare("spool.max-size", one.spool().maxSize(), other.spool().maxSize(), changed);
        compare("clock.trust", one.clock().trust(), other.clock().trust(), changed);
        compare("status.socket", one.status().socket(), other.status().socket(), changed);
        return changed;
    }

    private static void compare(String key, Object one, Object other, List<String> changed) {
        if (!one.equals(other)) {
            changed.add(key);
        }
    }
}
