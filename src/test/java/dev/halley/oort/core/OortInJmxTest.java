package dev.halley.oort.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class OortInJmxTest {

    private final MBeanServer jmx = MBeanServerFactory.newMBeanServer();

    private ObjectName shown(Object bean) throws Exception {
        return jmx.registerMBean(
                        bean, new ObjectName("test:type=" + bean.getClass().getSimpleName()))
                .getObjectName();
    }

    @Test
    void operatorsSeeNodesUsersAndSharedObjects() throws Exception {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            OortCore oort = (OortCore) server.oort();
            assertThat(jmx.getAttribute(shown(oort.bean()), "PrimaryHere")).isEqualTo(true);
            assertThat(jmx.getMBeanInfo(shown(oort.setiBean())).getAttributes()).isNotEmpty();
            assertThat(jmx.getMBeanInfo(shown(oort.sharedObjects())).getAttributes())
                    .isNotEmpty();
            assertThat(oort.text()).contains("(this node)");
        }
    }
}
