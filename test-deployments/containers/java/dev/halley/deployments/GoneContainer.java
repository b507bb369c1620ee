package dev.halley.deployments;

import org.jboss.arquillian.container.spi.event.UnDeployDeployment;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.EventContext;

/**
 * Keeps Arquillian from asking a container to undeploy when its process has ended, as a test may have wanted.
 *
 * <p>Thread-safety: immutable.
 */
public final class GoneContainer {

    /** Lets Arquillian undeploy, if there is somebody to ask. */
    public void undeploy(@Observes EventContext<UnDeployDeployment> undeploying) {
        if (ServerJvm.isRunning()) {
            undeploying.proceed();
        }
    }
}
